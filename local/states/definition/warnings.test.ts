import { World } from '../test-support/world.ts';

interface Answer {
  result: string;
  truncated: boolean;
  diagnostics: { code: string; severity: string; location: string }[];
}

const DOUBTFUL = {
  StartAt: 'Choose',
  States: {
    Choose: {
      Type: 'Choice',
      Choices: [{ Or: [{ Variable: '$.a', StringEquals: '$.b' }], Next: 'Each' }],
      Default: 'Fixed',
    },
    Each: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'No', States: { No: { Type: 'Fail', Error: '$.error', Cause: 'costs $.5' } } },
      ItemSelector: { plain: 'price: $5', list: [{ path: '$$.Map.Item.Value', call: 'States.UUID()' }] },
      Next: 'Fixed',
    },
    Fixed: { Type: 'Pass', Result: { 'a.$': '$.a' }, Next: 'Same' },
    Same: { Type: 'Pass', QueryLanguage: 'JSONata', Output: { a: '$.b' }, End: true },
  },
};

const validate = (definition: object, more: object = {}): Promise<Answer> =>
  new World().call('ValidateStateMachineDefinition', { definition: JSON.stringify(definition), ...more });

test('text that reads like a path is warned of, to those who ask', async () => {
  expect(await validate(DOUBTFUL)).toEqual({ result: 'OK', diagnostics: [], truncated: false });
  const { result, diagnostics } = await validate(DOUBTFUL, { severity: 'WARNING' });
  expect(result).toBe('OK');
  expect(diagnostics.map(({ severity, code, location }) => `${severity} ${code} ${location}`)).toEqual([
    'WARNING NO_PATH /States/Choose/Choices[0]/Or[0]/StringEquals',
    'WARNING NO_DOLLAR /States/Each/ItemSelector/list[0]/path',
    'WARNING NO_DOLLAR /States/Each/ItemSelector/list[0]/call',
    'WARNING NO_PATH /States/Each/ItemProcessor/States/No/Error',
    'WARNING PASS_RESULT_IS_STATIC /States/Fixed/Result',
  ]);
});

test('errors come first, and a list that is cut says so', async () => {
  const wrong = { ...DOUBTFUL, Version: '2.0' };
  const answer = await validate(wrong, { severity: 'WARNING', maxResults: 2 });
  expect(answer).toMatchObject({ result: 'FAIL', truncated: true });
  expect(answer.diagnostics.map(({ code }) => code)).toEqual(['SCHEMA_VALIDATION_FAILED', 'NO_PATH']);
});

test('nothing is warned of in a machine of JSONata, nor in what is no definition', async () => {
  const jsonata = {
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Output: '$.a', End: true } },
  };
  expect((await validate(jsonata, { severity: 'WARNING' })).diagnostics).toEqual([]);
  const answer = await new World().call<Answer>('ValidateStateMachineDefinition', {
    definition: '{',
    severity: 'WARNING',
  });
  expect(answer.diagnostics.map(({ code }) => code)).toEqual(['INVALID_JSON_DESCRIPTION']);
});
