/**
 * An error as an AWS API answers it. `code` is the error type (`ResourceNotFoundException`), `message` AWS's own wording
 * where it is known, `status` the HTTP status, and `fields` go into the body beside the message.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; fields?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
  }
}

/** What this runtime does not support is refused loudly: HTTP 501, and the feature is named. */
export class NotSupportedError extends AwsError {
  constructor(feature: string) {
    super('NotImplemented', `${feature} is not supported by the local runtime (see docs/feature-support.md)`, {
      status: 501,
    });
  }
}

/** A client's value as a message shows it. `String` alone throws for an object whose own `toString` is no function. */
export const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** `ValidationException`, the commonest refusal. */
export const validation = (message: string): AwsError => new AwsError('ValidationException', message);
