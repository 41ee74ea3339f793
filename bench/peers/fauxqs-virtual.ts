import { buildApp } from 'fauxqs';

/** fauxqs without a socket and with a clock that the asker sets: answers `{ at, action, input }` with `{ status, body }`. */
const app = buildApp({ logger: false });
let now = 0;
Date.now = () => now;

process.on('message', async ({ at, action, input }: { at: number; action: string; input: object }) => {
  now = at;
  const reply = await app.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    payload: JSON.stringify(input),
  });
  process.send?.({ status: reply.statusCode, body: reply.body });
});
process.send?.({ port: 0 });
