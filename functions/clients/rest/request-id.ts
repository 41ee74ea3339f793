import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const current = new AsyncLocalStorage<string>();

/** Does `work` under a request id, which every REST client sends along, so that a call is found in the logs of all who took part. */
export function underRequestId<T>(id: string | undefined, work: () => T): T {
  return current.run(id ?? randomUUID(), work);
}

export function requestId(): string {
  return current.getStore() ?? randomUUID();
}
