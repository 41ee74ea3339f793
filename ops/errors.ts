import { PenstockError } from '../functions/errors.ts';

/** What an operator asked for cannot be done; the message says why and, where there is one, the way out. */
export class OperationError extends PenstockError {
  override readonly name: string = 'OperationError';
}

/** There is no such stack, workflow, execution or dead letter. */
export class NotFoundError extends OperationError {
  override readonly name = 'NotFoundError';
}

/** The caller's IAM policy does not allow it; the message names the call. `docs/operate.md` has the policy of each command. */
export class NoPermissionError extends OperationError {
  override readonly name = 'NoPermissionError';
}

/** The name that AWS gave an error (`AccessDenied`, `QueueDoesNotExist`), or ''. */
export function awsErrorName(error: unknown): string {
  return error instanceof Error && '$metadata' in error ? error.name : '';
}

const DENIED = /AccessDenied|NotAuthorized|UnauthorizedOperation|AuthorizationError/;

export function isDenied(error: unknown): boolean {
  return DENIED.test(awsErrorName(error));
}

/** Runs one call of AWS; a refusal for want of permission becomes an error that says which call, and where to read on. */
export async function allowed<T>(call: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw new NoPermissionError(`no permission for ${call}: see the command's policy in docs/operate.md`, {
      cause: error,
    });
  }
}
