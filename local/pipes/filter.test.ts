import { compileFilters } from './filter.ts';

const change = (fields: object) => ({ eventName: 'INSERT', dynamodb: { NewImage: fields } });
const message = (body: string) => ({ messageId: 'm', body, messageAttributes: { kind: { stringValue: 'x' } } });

test('without filters all is wanted; of several, one is enough', () => {
  expect(compileFilters([], 'dynamodb')({})).toBe(true);
  const either = compileFilters(['{"eventName":["REMOVE"]}', '{"eventName":["INSERT"]}'], 'dynamodb');
  expect(either(change({}))).toBe(true);
  expect(compileFilters(['{"eventName":["REMOVE"]}'], 'dynamodb')(change({}))).toBe(false);
});

test.each([
  ['{"dynamodb":{"NewImage":{"entity":{"S":["FILM"]}}}}', { entity: { S: 'FILM' } }, true],
  ['{"dynamodb":{"NewImage":{"entity":{"S":[{"prefix":"FI"}]}}}}', { entity: { S: 'FILM' } }, true],
  ['{"dynamodb":{"NewImage":{"entity":{"S":[{"exists":false}]}}}}', { entity: { S: 'FILM' } }, false],
  // a number of DynamoDB is a text in the stream
  ['{"dynamodb":{"NewImage":{"price":{"N":[{"numeric":[">",5]}]}}}}', { price: { N: '7' } }, false],
])('%s of a change', (pattern, fields, expected) => {
  expect(compileFilters([pattern], 'dynamodb')(change(fields))).toBe(expected);
});

test.each([
  ['a JSON pattern and a JSON body', '{"body":{"id":[7]}}', '{"id":7}', true],
  ['a JSON pattern and another body', '{"body":{"id":[7]}}', '{"id":8}', false],
  ['a JSON pattern and plain text', '{"body":{"id":[7]}}', 'seven', false],
  ['a text pattern and that text', '{"body":["seven"]}', 'seven', true],
  ['a text pattern and a JSON body', '{"body":[{"exists":true}]}', '{"id":7}', false],
  ['no pattern on the body', '{"messageAttributes":{"kind":{"stringValue":["x"]}}}', 'anything', true],
])('%s', (_name, pattern, body, expected) => {
  expect(compileFilters([pattern], 'sqs')(message(body))).toBe(expected);
});

test('an operator that pipes do not know is refused', () => {
  expect(() => compileFilters(['{"body":{"id":[{"wildcard":"a*"}]}}'], 'sqs')).toThrow();
});
