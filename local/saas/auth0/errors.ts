import { json, type SaasResponse } from '../http.ts';

/** A refusal of the Management API. */
export class Auth0Error extends Error {
  override readonly name = 'Auth0Error';
  readonly status: number;
  readonly error: string;
  readonly errorCode: string | undefined;

  constructor(status: number, error: string, message: string, errorCode?: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.errorCode = errorCode;
  }

  get response(): SaasResponse {
    return json(this.status, {
      statusCode: this.status,
      error: this.error,
      message: this.message,
      ...(this.errorCode && { errorCode: this.errorCode }),
    });
  }
}
