import { nodeCrypto } from './crypto.ts';
import type { GatewayRequest } from './exchange.ts';

const BYTES = 16;
const pool = Buffer.alloc(BYTES * 128);
let used = pool.length;

/**
 * 128 random bits as hexadecimal digits. Not to be guessed, since the keys that make the gateway's own retries harmless start
 * with it; and one flat text, which is sent to every source (`randomUUID` joins twenty pieces each time).
 */
export function newRequestId(): string {
  if (used === pool.length) {
    nodeCrypto().randomFillSync(pool);
    used = 0;
  }
  used += BYTES;
  return pool.toString('hex', used - BYTES, used);
}

/** The caller's own request id, if it is a harmless one. */
export function requestIdOf(request: GatewayRequest): string | undefined {
  const id = request.headers['x-request-id'];
  return id !== undefined && /^[\w.:-]{1,100}$/.test(id) ? id : undefined;
}
