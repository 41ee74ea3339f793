import type { FunctionError } from './messages.ts';

/** An error that the runtime itself raises, not the function's code. */
export class RuntimeError extends Error {
  readonly errorType: string;

  constructor(errorType: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.errorType = errorType;
  }
}

/** The error as Lambda's Node.js runtime puts it: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export function toFunctionError(thrown: unknown): FunctionError {
  if (thrown instanceof RuntimeError) return describe(thrown.errorType, thrown);
  if (isError(thrown)) return describe(thrown.name, thrown);
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** Also true for errors of another realm, as a handler in a context of its own throws them. */
function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'stack' in thrown && 'message' in thrown && 'name' in thrown;
}

const describe = (errorType: string, { message, stack }: Error): FunctionError => ({
  errorType,
  errorMessage: message,
  trace: (stack ?? '').split('\n'),
});

/** A rejection that nobody handled ends the sandbox, under this name. */
export const unhandledRejection = (reason: unknown): FunctionError => {
  const { errorType, errorMessage, trace } = toFunctionError(reason);
  const text = isError(reason) ? `${errorType}: ${errorMessage}` : errorMessage;
  return {
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: text,
    reason: { errorType, errorMessage, stack: trace },
    promise: {},
    trace: [`Runtime.UnhandledPromiseRejection: ${text}`],
  };
};
