import { World } from '../test-support/world.ts';

const test1 = async (state: object, more: object = {}): Promise<Record<string, unknown>> => {
  const { inspectionData } = await new World().call<{ inspectionData: Record<string, unknown> }>('TestState', {
    definition: JSON.stringify(state),
    inspectionLevel: 'DEBUG',
    ...more,
  });
  return inspectionData;
};

const each = (more: object): object => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'I',
    States: { I: { Type: 'Pass', End: true } },
  },
  End: true,
  ...more,
});
const mock = { result: '[]' };

test('variables are shown as they are after the state', async () => {
  const state = { Type: 'Pass', QueryLanguage: 'JSONata', Assign: { a: 1, b: '{% $a + 1 %}' }, End: true };
  expect(await test1(state, { variables: '{"a":5,"c":6}' })).toMatchObject({ variables: '{"a":1,"c":6,"b":6}' });
});

test('variables that a catcher sets are shown, too', async () => {
  const state = {
    Type: 'Task',
    QueryLanguage: 'JSONata',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'f' },
    Catch: [{ ErrorEquals: ['E'], Assign: { why: '{% $states.errorOutput.Cause %}' }, Next: 'N' }],
    End: true,
  };
  const shown = await test1(state, { mock: { errorOutput: { error: 'E', cause: 'c' } } });
  expect(shown).toMatchObject({ variables: '{"why":"c"}', errorDetails: { catchIndex: 0 } });
});

test('the items of a Map are shown after its selector and its batcher', async () => {
  const state = each({
    ItemSelector: { 'v.$': '$$.Map.Item.Value' },
    ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { all: 1 } },
  });
  expect(await test1(state, { input: '[1,2,3]', mock })).toMatchObject({
    afterItemSelector: '[{"v":1},{"v":2},{"v":3}]',
    afterItemBatcher: '[{"BatchInput":{"all":1},"Items":[{"v":1},{"v":2}]},{"BatchInput":{"all":1},"Items":[{"v":3}]}]',
  });
});

test('the items of a reader are shown after its pointer', async () => {
  const state = each({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON', ItemsPointer: '/data/list' },
      Parameters: { Bucket: 'b', Key: 'k' },
    },
  });
  const stateConfiguration = { mapItemReaderData: '{"data":{"list":[1,2]}}' };
  expect(await test1(state, { mock, stateConfiguration })).toMatchObject({ afterItemsPointer: '[1,2]' });
});

test('a context goes with a mock alone', async () => {
  await expect(test1({ Type: 'Succeed' }, { context: '{}' })).rejects.toMatchObject({ code: 'ValidationException' });
});
