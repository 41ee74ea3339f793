import { compilePattern } from '../events/pattern/pattern.ts';

/** True if the record is wanted. */
export type Filter = (event: object) => boolean;

type Format = 'json' | 'text' | 'any';

/**
 * The filters of a pipe, of which one must match; none given lets all through. For queue messages, a pattern on `body` also
 * states its format: a JSON pattern matches no plain text, and a text pattern no JSON.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-filtering.html
 * @throws AwsError if a pattern is invalid
 */
export function compileFilters(patterns: readonly string[], source: 'dynamodb' | 'sqs'): Filter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map((pattern) => (source === 'sqs' ? messageFilter(pattern) : recordFilter(pattern)));
  return (event) => filters.some((filter) => filter(event));
}

function recordFilter(pattern: string): Filter {
  return compilePattern(pattern, { dialect: 'pipes' });
}

function messageFilter(pattern: string): Filter {
  const compiled = compilePattern(pattern, { dialect: 'pipes' });
  const format = bodyFormat(JSON.parse(pattern));
  if (format === 'any') return compiled;
  return (event) => {
    const body = jsonBody('body' in event ? event.body : undefined);
    if ((body !== undefined) !== (format === 'json')) return false;
    return compiled(format === 'json' ? { ...event, body } : event);
  };
}

function bodyFormat(pattern: { body?: unknown }): Format {
  if (pattern.body === undefined) return 'any';
  return Array.isArray(pattern.body) ? 'text' : 'json';
}

/** The body as a JSON object, or undefined if it is plain text. */
function jsonBody(body: unknown): object | undefined {
  if (typeof body !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // plain text, which is a format of its own
  }
}
