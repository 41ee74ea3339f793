/** What a sandbox is told when it starts. */
export interface SandboxData {
  /** Folder of the function's code. */
  readonly taskRoot: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  /** Callback-style handlers: runtimes before nodejs24.x take them. */
  readonly callbacks: boolean;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly jsonLogs: boolean;
  /** JSON logs only: lines below it are not written. */
  readonly logLevel: string;
  /** Log lines are put here at once, so that a handler that spins, or is killed, still leaves them. */
  readonly journal: SharedArrayBuffer;
}

/** Takes the bytes of a streamed response, with the content type that the function has set by then. */
export type ChunkTarget = (data: Buffer, contentType: string | undefined) => void;

/** One invocation, as it is put to the sandbox. */
export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly arn: string;
  readonly traceId: string;
  /** Milliseconds that the function still has. */
  readonly timeLeftMs: number;
  readonly clientContext?: string;
  /** True if the caller wants the bytes as they come. */
  readonly streaming: boolean;
}

/** An error as Lambda answers it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: string[];
  readonly [more: string]: unknown;
}

/** What a sandbox says. `logs` are the lines since its last message. */
export type SandboxMessage =
  | { readonly kind: 'ready'; readonly logs: string[] }
  | { readonly kind: 'chunk'; readonly data: Uint8Array; readonly contentType: string | undefined }
  | { readonly kind: 'done'; readonly payload: string; readonly contentType?: string; readonly logs: string[] }
  | { readonly kind: 'failed'; readonly error: FunctionError; readonly fatal: boolean; readonly logs: string[] };
