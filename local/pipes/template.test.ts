import { compileTemplate, type ReservedValues } from './template.ts';

const reserved: ReservedValues = {
  pipeArn: 'arn:aws:pipes:eu-west-1:000000000000:pipe/p',
  pipeName: 'p',
  sourceArn: 'arn:source',
  enrichmentArn: 'arn:enrichment',
  targetArn: 'arn:target',
  ingestionTime: '2026-11-20T10:00:00.000Z',
};

const change = {
  eventName: 'MODIFY',
  dynamodb: {
    Keys: { sku: { S: 'SKU-1' } },
    NewImage: { sku: { S: 'SKU-1' }, note: { S: 'say "hi"' }, tags: { L: [{ S: 'a' }, { S: 'b' }] } },
    SequenceNumber: '42',
  },
};

const message = {
  messageId: 'm1',
  body: '{"id":7,"detail":{"name":"Ada","tags":["x","y"]}}',
  attributes: { SentTimestamp: '1' },
};

test.each([
  ['a text gets quotes', '{"sku": <$.dynamodb.Keys.sku.S>}', change, '{"sku": "SKU-1"}'],
  ['its own quotes may stand', '{"sku": "<$.dynamodb.Keys.sku.S>"}', change, '{"sku": "SKU-1"}'],
  [
    'a text is escaped in both',
    '{"a": <$.dynamodb.NewImage.note.S>, "b": "<$.dynamodb.NewImage.note.S>!"}',
    change,
    '{"a": "say \\"hi\\"", "b": "say \\"hi\\"!"}',
  ],
  ['an object stands as JSON', '{"key": <$.dynamodb.Keys>}', change, '{"key": {"sku":{"S":"SKU-1"}}}'],
  ['an object in a text loses its quotes', '{"key": "is <$.dynamodb.Keys>"}', change, '{"key": "is {sku:{S:SKU-1}}"}'],
  ['an element of a list', '{"tag": <$.dynamodb.NewImage.tags.L[1].S>}', change, '{"tag": "b"}'],
  ['all elements of a list', '{"tags": <$.dynamodb.NewImage.tags.L[*].S>}', change, '{"tags": ["a","b"]}'],
  [
    'a missing path leaves its member out',
    '{"a": <$.no.such>, "b": <$.eventName>, "c": <$.nor.this>}',
    change,
    '{"b": "MODIFY"}',
  ],
  ['nothing but missing paths', '{"a": <$.no.such>}', change, '{}'],
  [
    'a body is read as JSON',
    '{"data": <$.body>}',
    message,
    '{"data": {"id":7,"detail":{"name":"Ada","tags":["x","y"]}}}',
  ],
  [
    'a path goes into the body',
    '{"name": <$.body.detail.name>, "id": <$.body.id>}',
    message,
    '{"name": "Ada", "id": 7}',
  ],
  ['plain text', 'Order <$.body.id> of <$.body.detail.name>', message, 'Order 7 of Ada'],
  [
    'reserved values',
    '{"pipe": <aws.pipes.pipe-name>, "arn": "<aws.pipes.pipe-arn>", "at": <aws.pipes.event.ingestion-time>}',
    message,
    '{"pipe": "p", "arn": "arn:aws:pipes:eu-west-1:000000000000:pipe/p", "at": "2026-11-20T10:00:00.000Z"}',
  ],
  ['the whole event', '{"event": <aws.pipes.event>}', { a: 1 }, '{"event": {"a":1}}'],
  [
    'the whole event, its body read',
    '{"event": <aws.pipes.event.json>}',
    { body: '{"a":1}' },
    '{"event": {"body":{"a":1}}}',
  ],
  ['what is no variable is text', '{"html": "<b>bold</b>"}', change, '{"html": "<b>bold</b>"}'],
  ['no variable at all', '{"fixed": true}', change, '{"fixed": true}'],
])('%s', (_name, template, event, expected) => {
  expect(compileTemplate(template)(event, reserved)).toBe(expected);
});
