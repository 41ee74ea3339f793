/** A request that tries to keep the runtime busy, and how long its own answer may take. */
export interface Bomb {
  readonly what: string;
  /** As in `X-Amz-Target`; without a dot, an action of CloudFormation, which speaks the Query protocol. */
  readonly target: string;
  readonly input: object;
}

const text = (value: unknown): string => JSON.stringify(value);
const event = (detail: object): string =>
  text({
    version: '0',
    id: '1',
    'detail-type': 'd',
    source: 's',
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail,
  });
const matching = (what: string, pattern: object, detail: object): Bomb => ({
  what,
  target: 'AWSEvents.TestEventPattern',
  input: { EventPattern: text(pattern), Event: event(detail) },
});
const jsonata = (what: string, expression: string, input: object = {}): Bomb => ({
  what: `JSONata: ${what}`,
  target: 'AWSStepFunctions.TestState',
  input: {
    definition: text({ Type: 'Pass', QueryLanguage: 'JSONata', Output: `{% ${expression} %}`, End: true }),
    roleArn: 'arn:aws:iam::000000000000:role/hostile',
    input: text(input),
  },
});
const jsonPath = (what: string, parameters: object, input: object = {}): Bomb => ({
  what: `JSONPath: ${what}`,
  target: 'AWSStepFunctions.TestState',
  input: {
    definition: text({ Type: 'Pass', Parameters: parameters, End: true }),
    roleArn: 'arn:aws:iam::000000000000:role/hostile',
    input: text(input),
  },
});
const scan = (what: string, more: object): Bomb => ({
  what: `DynamoDB: ${what}`,
  target: 'DynamoDB_20120810.Scan',
  input: { TableName: 'hostile', ...more },
});

const nested = (depth: number, open: string, close: string, inner = ''): string =>
  open.repeat(depth) + inner + close.repeat(depth);
const repeatedA = 'a'.repeat(50_000);
const tree = (depth: number): object => (depth === 0 ? { b: 1 } : { a: tree(depth - 1), c: tree(depth - 1) });

export const BOMBS: readonly Bomb[] = [
  matching('a wildcard that backtracks', { detail: { a: [{ wildcard: '*a*a*a*a*a*a*a*b' }] } }, { a: repeatedA }),
  matching(
    'many wildcards at once',
    { detail: { a: Array.from({ length: 40 }, (_, n) => ({ wildcard: `*a*${'a*'.repeat(8)}${n}` })) } },
    { a: repeatedA },
  ),
  matching(
    'alternatives that multiply',
    Object.fromEntries([
      ['$or', Array.from({ length: 200 }, (_, n) => ({ detail: { $or: [{ a: [n] }, { b: [n] }] } }))],
    ]),
    { a: 1 },
  ),
  matching('a pattern nested deeply', JSON.parse(nested(400, '{"a":', '}', '["b"]')) as object, {}),
  matching(
    'an event of long arrays',
    { detail: { a: { b: ['x'] } } },
    { a: Array.from({ length: 3_000 }, () => ({ b: 'y' })) },
  ),
  jsonata('endless recursion', '($f := function($x) { $f($x + 1) }; $f(0))'),
  jsonata('recursion that fills the stack', '($f := function($x) { 1 + $f($x + 1) }; $f(0))'),
  jsonata('a huge range', '[1..9999999]'),
  jsonata('a range of ranges', '[1..3000].[1..3000]'),
  jsonata('a string that doubles', '$reduce([1..40], function($a, $n) { $a & $a }, "aaaaaaaa")'),
  jsonata('padding', '$pad("x", 1000000000)'),
  jsonata('a regular expression that backtracks', `$match("${'a'.repeat(40)}!", /^(a+)+$/)`),
  jsonata('a sort without end', '$sort([1..200000], function($a, $b) { $a > $b })'),
  jsonata('all descendants of descendants', '**.**.**.**', tree(10)),
  jsonPath('all descendants of descendants', { 'x.$': '$..*..*..*' }, tree(10)),
  jsonPath('a filter in a filter', { 'x.$': '$..[?(@.b == 1)]..[?(@.b == 1)]' }, tree(11)),
  jsonPath('an array of many', { 'x.$': 'States.ArrayRange(1, 100000000, 1)' }),
  jsonPath('intrinsics nested deeply', { 'x.$': `${nested(300, 'States.Array(', ')', '1')}` }),
  jsonPath(
    'partitions of one',
    { 'x.$': 'States.ArrayPartition($.a, 1)' },
    { a: Array.from({ length: 50_000 }, () => 1) },
  ),
  scan('brackets without end', { FilterExpression: nested(2_000, '(', ')', 'a = b') }),
  scan('a chain of NOT', { FilterExpression: `${'NOT '.repeat(1_000)}a = b` }),
  scan('a chain of OR', { FilterExpression: Array.from({ length: 400 }, () => 'a = b').join(' OR ') }),
  scan('a projection of many', { ProjectionExpression: Array.from({ length: 700 }, (_, n) => `a${n}`).join(',') }),
  {
    what: 'a schedule that never comes',
    target: 'AWSEvents.PutRule',
    input: { Name: 'never', ScheduleExpression: 'cron(0 0 31 2 ? *)' },
  },
  {
    what: 'a metric expression nested deeply',
    target: 'GraniteServiceVersion20100801.GetMetricData',
    input: {
      StartTime: 0,
      EndTime: 86_400 * 20_000,
      MetricDataQueries: [{ Id: 'a', Expression: nested(500, 'ABS(', ')', '1'), Period: 60 }],
    },
  },
  {
    what: 'a template whose strings double',
    target: 'CreateStack',
    input: { StackName: 'laughs', TemplateBody: text(laughs(28)) },
  },
  {
    what: 'a definition of thousands of states',
    target: 'AWSStepFunctions.CreateStateMachine',
    input: {
      name: 'long',
      roleArn: 'arn:aws:iam::000000000000:role/hostile',
      definition: text({
        StartAt: 's0',
        States: Object.fromEntries(
          Array.from({ length: 8_000 }, (_, n) => [`s${n}`, { Type: 'Pass', Next: `s${(n + 1) % 8_000}` }]),
        ),
      }),
    },
  },
  {
    what: 'a log filter that backtracks',
    target: 'Logs_20140328.FilterLogEvents',
    input: { logGroupName: 'hostile', filterPattern: `%${'(a+)+'.repeat(10)}b%` },
  },
  {
    what: 'an item of the largest size, made of small ones',
    target: 'DynamoDB_20120810.PutItem',
    input: {
      TableName: 'hostile',
      Item: { id: { S: 'l' }, l: { L: Array.from({ length: 100_000 }, () => ({ N: '1' })) } },
    },
  },
];

/** Each parameter's text is the one before it, twice. */
function laughs(depth: number): object {
  const resource = (n: number): object => ({
    Type: 'AWS::SSM::Parameter',
    Properties: {
      Type: 'String',
      Value:
        n === 0
          ? 'haha'
          : { 'Fn::Join': ['', Array.from({ length: 2 }, () => ({ 'Fn::GetAtt': [`P${n - 1}`, 'Value'] }))] },
    },
  });
  return { Resources: Object.fromEntries(Array.from({ length: depth }, (_, n) => [`P${n}`, resource(n)])) };
}
