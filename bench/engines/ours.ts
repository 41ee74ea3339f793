import { startRuntime } from '../../local/runtime.ts';

/** The runtime on its wire: in memory, or durable in a folder: `ours.ts [FOLDER]`. */
const runtime = await startRuntime({ port: 0, ...(process.argv[2] && { dataDir: process.argv[2] }) });
await runtime.resume();
process.send?.({ port: Number(new URL(runtime.endpoint).port) });
