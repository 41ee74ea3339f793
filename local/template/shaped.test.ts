import { AwsError } from '../errors.ts';
import { shaped } from './shaped.ts';

const refuse = (message: string) => new AwsError('ValidationError', message);
const { Echo } = shaped({ Echo: (input) => input }, { objects: ['Tags'], texts: ['Names'], text: ['Name'], refuse });
const context = { account: '1', region: 'r', requestId: 'i' };

test.each([
  [
    { Tags: '', Names: '' },
    { Tags: [], Names: [] },
  ],
  [{ Name: null, Names: ['a'] }, { Names: ['a'] }],
  ['not an object', {}],
])('%j is taken as %j', (input, expected) => {
  expect(Echo?.(input, context)).toEqual(expected);
});

test.each([[{ Tags: { a: 1 } }], [{ Tags: [null] }], [{ Names: [1] }], [{ Name: {} }]])('%j is refused', (input) => {
  expect(() => Echo?.(input, context)).toThrow(AwsError);
});
