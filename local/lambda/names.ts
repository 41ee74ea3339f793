import { validation } from './errors.ts';

/** A function as callers name it: by name, partial ARN or ARN, each with or without a qualifier. */
export interface FunctionRef {
  readonly name: string;
  readonly qualifier: string | undefined;
}

const NAME =
  /^(?:arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:|\d{12}:function:|function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/;

export function parseFunctionName(given: unknown, qualifier?: unknown): FunctionRef {
  const found = typeof given === 'string' ? NAME.exec(given) : null;
  if (!found) {
    const pattern =
      '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';
    throw validation(
      `1 validation error detected: Value '${String(given)}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
    );
  }
  return {
    name: found[1] as string,
    qualifier: typeof qualifier === 'string' && qualifier !== '' ? qualifier : found[2],
  };
}
