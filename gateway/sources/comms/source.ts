import { join } from 'node:path';
import { defineSource } from '../../declare.ts';

/** Messages to providers. The idempotency key makes a repeated send harmless; without one, the gateway makes its own. */
export default defineSource({
  name: 'comms',
  url: { env: 'COMMS_URL', local: 'http://127.0.0.1:4570/comms' },
  document: join(import.meta.dirname, 'openapi.yaml'),
  forward: ['authorization'],
  operations: { sendMessage: {}, getMessage: { as: 'message' } },
  types: { Message: { links: { provider: { to: 'Provider', by: 'providerId' } } } },
});
