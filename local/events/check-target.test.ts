import { checkTargets } from './check-target.ts';
import type { Target } from './rules.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:q';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';

const transformed = (InputTemplate: string, InputPathsMap: Record<string, string> = {}): Partial<Target> => ({
  InputTransformer: { InputTemplate, InputPathsMap },
});

const REFUSALS: [string, Partial<Target>, string][] = [
  ['a constant that is no JSON', { Input: 'x' }, 'JSON syntax error in input for target t.'],
  [
    'two inputs',
    { Input: '1', InputPath: '$' },
    'Only one of Input, InputPath, or InputTransformer must be provided for target t.',
  ],
  ['a path without a root', { InputPath: 'detail' }, 'InputPath for target t is invalid.'],
  ['a name in brackets', transformed('<a>', { a: "$.detail['a']" }), 'InputPath for target t is invalid.'],
  ['an unknown variable', transformed('"<a>"'), 'InputTemplate for target t contains invalid placeholder a.'],
  [
    'the event in a list',
    transformed('[<aws.events.event.json>]'),
    'InputTemplate for target t contains placeholder aws.events.event.json valid only for JSON template.',
  ],
  [
    'dead letters to a topic',
    { DeadLetterConfig: { Arn: 'arn:aws:sns:us-east-1:0:t' } },
    'sns is not supported as a dead letter resource',
  ],
  [
    'dead letters in order',
    { DeadLetterConfig: { Arn: `${QUEUE}.fifo` } },
    'SQS FIFO is not supported by Dead Letter Queues',
  ],
  ['a queue with headers', { HttpParameters: {} }, 'Parameter(s) HttpParameters not supported for target: t.'],
  ['a machine without a role', { Arn: MACHINE }, `RoleArn is required for target ${MACHINE}.`],
];

test.each(REFUSALS)('refuses %s', (_what, more, message) => {
  expect(() => checkTargets([{ Id: 't', Arn: QUEUE, ...more }])).toThrow(message);
});

test('refuses two targets of one id', () => {
  const target = { Id: 't', Arn: QUEUE };
  expect(() => checkTargets([target, target])).toThrow(
    "Parameter targets is not valid. Reason: More than one target with Id 't' is provided.",
  );
});

test.each([
  ['a text that is JSON', { Input: '"hello"' }],
  ['the root, and an index', transformed('<a> <b>', { a: '$', b: '$.detail.list[0]' })],
  ['the variables of EventBridge', transformed('{"e": <aws.events.event.json>, "r": "<aws.events.rule-name>"}')],
])('takes %s', (_what, more) => {
  expect(() => checkTargets([{ Id: 't', Arn: QUEUE, ...more }])).not.toThrow();
});
