import { join } from 'node:path';
import { type DocumentNode, Kind } from 'graphql';
import * as generated from '../example/src/generated/graphql.ts';
import { documentText, readOperations, withTypename } from './operations.ts';

const registered = readOperations([join(__dirname, '../example/operations')]);

const isDocument = (value: unknown): value is DocumentNode =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === Kind.DOCUMENT;

test('what graphql-codegen makes of the operations is what is registered, to the letter: clients send its hash', () => {
  const sent = Object.values(generated)
    .filter(isDocument)
    .filter(({ definitions }) => definitions.some((d) => d.kind === Kind.OPERATION_DEFINITION))
    .map((document) => documentText(withTypename(document)));
  const expected = registered.flatMap(({ documents }) => documents.slice(-1).map(documentText));
  expect(sent.sort()).toEqual(expected.sort());
});
