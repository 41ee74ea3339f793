/** What the source says of one key, asked after a notification. */
export type Answer<T> =
  | { readonly kind: 'found'; readonly version: number; readonly item: T; readonly etag?: string | undefined }
  /** Still as the ETag that was sent along says. */
  | { readonly kind: 'unchanged' }
  /** It was there and is deleted (`410`). */
  | { readonly kind: 'gone'; readonly version?: number | undefined }
  /** There is no such thing (`404`): deleted, or, if the source lags, not there yet. */
  | { readonly kind: 'unknown' };

/** A source that is called back. It throws retryable errors for an outage, permanent ones for what it will never answer. */
export interface CallbackSource<T> {
  read(key: string, held: { readonly etag?: string | undefined }): Promise<Answer<T>>;
}

/** "Look again at this key: it has at least this version." */
export interface Notification {
  readonly key: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  /** Of the event that said so, see correlation.ts. */
  readonly correlationId?: string;
}
