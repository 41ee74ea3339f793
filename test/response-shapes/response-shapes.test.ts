import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allRequests, allShapes } from './shapes.ts';

const generated = (path: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../local/states', path), 'utf8'));

test('the shapes that mocks are checked with are those of the installed clients', () => {
  expect(generated('testing/generated/response-shapes.json')).toEqual(allShapes());
});

test('the actions and parameters that definitions are checked with are those of the installed clients', () => {
  expect(generated('definition/generated/requests.json')).toEqual(allRequests());
});
