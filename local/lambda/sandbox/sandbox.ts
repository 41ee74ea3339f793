import type { ChunkTarget, FunctionError, Invocation } from '../runtime/messages.ts';

/** What a sandbox needs to know of its function. */
export interface SandboxSpec {
  readonly functionName: string;
  readonly version: string;
  readonly handler: string;
  readonly taskRoot: string;
  readonly memoryMb: number;
  readonly env: Readonly<Record<string, string>>;
  readonly callbacks: boolean;
  readonly logGroup: string;
  readonly logStream: string;
  readonly jsonLogs: boolean;
  readonly logLevel: string;
}

/** How an invocation ended. */
export interface SandboxResult {
  readonly payload?: string;
  readonly contentType?: string;
  readonly error?: FunctionError;
  /** Log events of the function's own. */
  readonly logs: readonly string[];
  /** The most memory that the environment has held so far, in KiB, where it is known. */
  readonly peakKb?: number;
}

/** An execution environment: it loads the module once and takes one invocation at a time. */
export interface Sandbox {
  readonly spec: SandboxSpec;
  /** Resolves when the module is loaded, with what it logged; rejects never: an error at loading is in the result. */
  start(): Promise<SandboxResult>;
  run(invocation: Invocation, chunk?: ChunkTarget): Promise<SandboxResult>;
  /** False once it has failed in a way that ends it. */
  readonly alive: boolean;
  /** Ends it, whatever it does. */
  end(): void;
}
