import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allShapes } from './shapes.ts';

test('the shapes that mocks are checked with are those of the installed clients', () => {
  const file = join(import.meta.dirname, '../../local/states/testing/generated/response-shapes.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(allShapes());
});
