import { TargetUnavailable } from './errors.ts';
import { Telemetry } from './telemetry.ts';

const invocation = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 1_000 };
let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  const keep = (text: string | Uint8Array) => {
    for (const line of String(text).split('\n')) if (line.includes('"message"')) lines.push(JSON.parse(line));
    return true;
  };
  jest.spyOn(process.stdout, 'write').mockImplementation(keep);
  jest.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(() => jest.restoreAllMocks());

test('a batch’s line is found from its events, its invocation and its trace', () => {
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
  new Telemetry('w').record(
    { applied: 1, superseded: 1, parked: 0, lagMs: [5] },
    { ids: ['a', undefined, 'b'], invocation },
  );
  delete process.env._X_AMZN_TRACE_ID;
  expect(lines).toMatchObject([
    {
      message: 'batch',
      events: 2,
      correlationIds: ['a', 'b'],
      function_request_id: 'request-1',
      xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    },
  ]);
});

test('a batch that is tried again says which events wait for it', () => {
  new Telemetry('w').retrying(new TargetUnavailable('503'), { ids: ['a'] });
  expect(lines).toMatchObject([{ message: 'to be retried', error: 'TargetUnavailable', correlationIds: ['a'] }]);
});
