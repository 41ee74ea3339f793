import { json, type SaasResponse } from '../http.ts';

/** A refusal of the Content API; `type` and `errorType` both, as the documents show the one and live sites the other. */
export class GhostError extends Error {
  override readonly name = 'GhostError';
  readonly status: number;
  readonly errorType: string;

  constructor(status: number, errorType: string, message: string) {
    super(message);
    this.status = status;
    this.errorType = errorType;
  }

  get response(): SaasResponse {
    const error = { message: this.message, context: null, type: this.errorType, errorType: this.errorType, code: null };
    return json(this.status, { errors: [error] });
  }
}
