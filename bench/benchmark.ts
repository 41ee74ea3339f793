/** A benchmark measures and prints nothing; what it returns is printed as one JSON object. */
export interface Benchmark {
  run(options: BenchmarkOptions): Promise<object>;
}

export interface BenchmarkOptions {
  /** A short run that shows that it works; its figures mean little. */
  readonly smoke: boolean;
  /** How many, where a benchmark can be of any size. */
  readonly records: number | undefined;
  /** Where progress goes (stderr). */
  readonly progress: (line: string) => void;
}
