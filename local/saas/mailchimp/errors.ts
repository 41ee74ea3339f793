import type { SaasResponse } from '../http.ts';

const TYPE = 'https://mailchimp.com/developer/marketing/docs/errors/';

/** A refusal as `application/problem+json`. */
export class MailchimpError extends Error {
  override readonly name = 'MailchimpError';
  readonly status: number;
  readonly title: string;
  readonly errors: readonly { field: string; message: string }[];

  constructor(
    status: number,
    title: string,
    detail: string,
    errors: readonly { field: string; message: string }[] = [],
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = errors;
  }

  /** @param instance a UUID that names this one refusal */
  response(instance: string): SaasResponse {
    const problem = {
      type: TYPE,
      title: this.title,
      status: this.status,
      detail: this.message,
      instance,
      ...(this.errors.length > 0 && { errors: this.errors }),
    };
    return {
      status: this.status,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: JSON.stringify(problem),
    };
  }
}

export const invalid = (field: string, message: string): MailchimpError =>
  new MailchimpError(
    400,
    'Invalid Resource',
    "The resource submitted could not be validated. For field-specific details, see the 'errors' array.",
    [{ field, message }],
  );

export const notFound = (): MailchimpError =>
  new MailchimpError(404, 'Resource Not Found', 'The requested resource could not be found.');

export const forgotten = (email: string): MailchimpError =>
  new MailchimpError(
    400,
    'Forgotten Email Not Subscribed',
    `${email} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.`,
  );

export const memberExists = (email: string): MailchimpError =>
  new MailchimpError(
    400,
    'Member Exists',
    `${email} is already a list member. Use PUT to insert or update list members.`,
  );

export const compliance = (email: string): MailchimpError =>
  new MailchimpError(
    400,
    'Member In Compliance State',
    `${email} is already a list member in compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.`,
  );
