/** A function's configuration, as it is kept; it has the names of Lambda's API. */
export interface FunctionRecord {
  readonly FunctionName: string;
  readonly Version: string;
  readonly Runtime: string;
  readonly Role: string;
  readonly Handler: string;
  readonly Description: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly Environment: Readonly<Record<string, string>>;
  readonly Architectures: readonly string[];
  readonly LoggingConfig: LoggingConfig;
  readonly TracingMode: string;
  readonly DeadLetterTarget?: string;
  readonly EphemeralStorage: number;
  readonly Layers: readonly string[];
  readonly CodeSha256: string;
  readonly CodeSize: number;
  readonly LastModified: string;
  readonly RevisionId: string;
}

export interface LoggingConfig {
  readonly LogFormat: 'Text' | 'JSON';
  readonly LogGroup: string;
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
}

/** A name for a version; with `weights`, a share of the calls goes to other versions. */
export interface AliasRecord {
  readonly Name: string;
  readonly FunctionVersion: string;
  readonly Description: string;
  readonly RevisionId: string;
  readonly weights: Readonly<Record<string, number>>;
}

/** What a function has beside its versions. */
export interface FunctionSettings {
  readonly reservedConcurrency?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly lastVersion: number;
}
