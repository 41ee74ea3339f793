import { type Failure, failureOfStatus } from '../runtime/failure.ts';

export type Plain = Readonly<Record<string, unknown>>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
};

/** Nothing of a subgraph's own text goes on: its code alone, where it is one of those that clients know. */
export function failureIn(name: string, error: unknown): Failure {
  const extensions = isPlain(error) ? error.extensions : undefined;
  const code = isPlain(extensions) && typeof extensions.code === 'string' ? extensions.code : '';
  return failureOfStatus(name, STATUS[code] ?? 503);
}
