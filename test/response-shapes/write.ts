import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allRequests, allShapes } from './shapes.ts';

/** `node test/response-shapes/write.ts`, after an update of the SDK. */
const states = join(import.meta.dirname, '../../local/states');
writeFileSync(join(states, 'testing/generated/response-shapes.json'), `${JSON.stringify(allShapes())}\n`);
writeFileSync(join(states, 'definition/generated/requests.json'), `${JSON.stringify(allRequests())}\n`);
