/** What an execution environment is told when it starts. */
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

/** What an environment is told, on the first of its pipes: once `start`, then an invocation at a time, whose payload is the body. */
export type ToEnvironment =
  | { readonly kind: 'start'; readonly data: SandboxData }
  | { readonly kind: 'invoke'; readonly invocation: Omit<Invocation, 'payload'> };

/**
 * What an environment says, on the second. The body is a line of its log, the bytes of a chunk, the payload, or the error as JSON.
 */
export type FromEnvironment =
  | { readonly kind: 'ready' }
  | { readonly kind: 'line' }
  | { readonly kind: 'chunk'; readonly contentType?: string }
  | { readonly kind: 'done'; readonly contentType?: string }
  | { readonly kind: 'failed'; readonly fatal: boolean };

/** The pipes' file descriptors inside the environment. */
export const INPUT = 3;
export const OUTPUT = 4;
