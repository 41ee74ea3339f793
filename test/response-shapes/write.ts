import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allShapes } from './shapes.ts';

/** `node test/response-shapes/write.ts`, after an update of the SDK. */
const file = join(import.meta.dirname, '../../local/states/testing/generated/response-shapes.json');
writeFileSync(file, `${JSON.stringify(allShapes())}\n`);
