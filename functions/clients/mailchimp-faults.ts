import {
  errorText,
  type PenstockError,
  TargetMisconfigured,
  TargetRefused,
  TargetThrottled,
  TargetTimedOut,
  TargetUnavailable,
} from '../errors.ts';
import { isObject } from '../json.ts';

/** What Mailchimp said of a call that it refused; empty where it said nothing. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** Mailchimp answers with `application/problem+json`; its CDN, at a very high volume, with something else. */
export function problem(error: unknown): Problem {
  const response = isObject(error) || error instanceof Error ? (error as { status?: unknown; response?: unknown }) : {};
  const answer = isObject(response.response) && isObject(response.response.body) ? response.response.body : {};
  return {
    status: Number(response.status ?? 0),
    title: String(answer.title ?? ''),
    detail: String(answer.detail ?? ''),
  };
}

/** Refusals of one member, by the title without its blanks (Mailchimp writes it both ways). */
const REFUSALS: readonly [RegExp, string][] = [
  [/^memberexists$/, 'MemberExists'],
  [/^memberincompliancestate$/, 'MemberInComplianceState'],
  [/^forgottenemailnotsubscribed$/, 'ForgottenEmail'],
];

/** What the client rejected with, as an error of ours. */
export function mailchimpFault(error: unknown): PenstockError {
  const { status, title, detail } = problem(error);
  const options = { cause: error };
  const message = `Mailchimp: ${status || ''} ${title || errorText(error)}`.trim();
  if (status === 429) return new TargetThrottled(message, options);
  if (status === 400) return new TargetRefused(reasonOf(title, detail), message, options);
  if (status > 400 && status < 500) return new TargetMisconfigured(message, options);
  return isTimeout(error) ? new TargetTimedOut(message, options) : new TargetUnavailable(message, options);
}

function reasonOf(title: string, detail: string): string {
  const plain = title.toLowerCase().replaceAll(' ', '');
  const known = REFUSALS.find(([pattern]) => pattern.test(plain))?.[1];
  if (known) return known;
  return /compliance/i.test(detail) ? 'MemberInComplianceState' : 'InvalidMember';
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && ('timeout' in error || ('code' in error && error.code === 'ETIMEDOUT'));
}
