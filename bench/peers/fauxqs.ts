import { startFauxqs } from 'fauxqs';

const server = await startFauxqs({ port: 0, logger: false });
process.send?.({ port: server.port });
