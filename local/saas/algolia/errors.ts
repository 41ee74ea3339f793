import { json, type SaasResponse } from '../http.ts';

/** A refusal in Algolia's words. */
export class AlgoliaError extends Error {
  override readonly name = 'AlgoliaError';
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }

  get response(): SaasResponse {
    return json(this.status, { message: this.message, status: this.status, ...this.fields });
  }
}

export const noIndex = (name: string): AlgoliaError => new AlgoliaError(404, `Index ${name} does not exist`);
export const noObject = (): AlgoliaError => new AlgoliaError(404, 'ObjectID does not exist');
