const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:work';
const invoke = { Type: 'Task', Resource: FUNCTION };
const processor = (state: object) => ({ StartAt: 'Each', States: { Each: { ...state, End: true } } });

/** Definitions that are right: every state, in both languages, with every field that may stand together. */
export const SEEDS: readonly object[] = [
  {
    Comment: 'the states of JSONPath',
    StartAt: 'Prepare',
    TimeoutSeconds: 3_600,
    States: {
      Prepare: { Type: 'Pass', Result: { a: [1, 2] }, ResultPath: '$.made', Next: 'Work' },
      Work: {
        ...invoke,
        InputPath: '$.made',
        Parameters: { 'list.$': '$.a', 'text.$': "States.Format('{}', $.a[0])", fixed: 1 },
        ResultSelector: { 'size.$': '$.n' },
        ResultPath: '$.answer',
        OutputPath: '$.answer',
        TimeoutSeconds: 60,
        HeartbeatSeconds: 10,
        Retry: [
          {
            ErrorEquals: ['States.TaskFailed'],
            IntervalSeconds: 1,
            MaxAttempts: 2,
            BackoffRate: 2,
            JitterStrategy: 'FULL',
          },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' }],
        Next: 'Decide',
      },
      Decide: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.size', NumericGreaterThan: 1, Next: 'Each of them' },
          {
            And: [{ Variable: '$.size', IsPresent: true }, { Not: { Variable: '$.size', IsNull: true } }],
            Next: 'Pause',
          },
        ],
        Default: 'Done',
      },
      'Each of them': {
        Type: 'Map',
        ItemsPath: '$.list',
        MaxConcurrency: 2,
        ItemSelector: { 'one.$': '$$.Map.Item.Value' },
        ItemProcessor: processor({ Type: 'Pass' }),
        Next: 'At once',
      },
      'At once': {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: { Type: 'Succeed' } } },
          { StartAt: 'Right', States: { Right: { Type: 'Wait', Seconds: 1, End: true } } },
        ],
        Assign: { 'seen.$': '$[0]' },
        Next: 'Pause',
      },
      Pause: { Type: 'Wait', TimestampPath: '$.at', Next: 'Done' },
      Done: { Type: 'Succeed' },
      Failed: { Type: 'Fail', ErrorPath: '$.error.Error', Cause: 'it was wrong' },
    },
  },
  {
    QueryLanguage: 'JSONata',
    StartAt: 'Prepare',
    States: {
      Prepare: { Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' }, Assign: { total: '{% 0 %}' }, Next: 'Work' },
      Work: {
        ...invoke,
        Arguments: { n: '{% $states.input.n %}', fixed: true },
        Output: '{% $states.result %}',
        TimeoutSeconds: '{% 10 + 20 %}',
        Retry: [{ ErrorEquals: ['Work.Slow'], MaxDelaySeconds: 30 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'Failed' }],
        Next: 'Decide',
      },
      Decide: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n > 1 %}', Next: 'Many' }], Default: 'Pause' },
      Many: {
        Type: 'Map',
        Items: '{% [1..3] %}',
        ItemSelector: { one: '{% $states.context.Map.Item.Value %}' },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...processor(invoke) },
        ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { of: '{% $total %}' } },
        ToleratedFailurePercentage: 5,
        Label: 'many',
        Next: 'Pause',
      },
      Pause: { Type: 'Wait', Seconds: '{% $total %}', Next: 'Done' },
      Done: { Type: 'Succeed', Output: { done: true } },
      Failed: { Type: 'Fail', Error: 'Wrong', Cause: "{% 'it was ' & $states.input %}" },
    },
  },
  {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: {
          QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q',
          MessageBody: { 'token.$': '$$.Task.Token' },
        },
        HeartbeatSecondsPath: '$.patience',
        Next: 'Many',
      },
      Many: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 10 },
          Parameters: { Bucket: 'b', Key: 'k' },
        },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, ...processor(invoke) },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } },
        ToleratedFailureCountPath: '$.count',
        End: true,
      },
    },
  },
];
