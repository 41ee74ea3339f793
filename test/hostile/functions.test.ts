import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings } from '../../bin/client-settings.ts';
import { zip } from '../../local/lambda/testing/zip.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { runs } from '../support/runs.ts';
import { until } from '../support/until.ts';
import { HOSTILE_FUNCTIONS } from './functions.ts';
import { Pulse } from './pulse.ts';

/** Functions that mean harm, or know no better: the real process answers for each as Lambda would, and serves the others meanwhile. */
describe('hostile functions', () => {
  let local: LocalProcess;
  let client: LambdaClient;
  let pulse: Pulse;

  beforeAll(async () => {
    local = await startLocal('--empty', '--port', '0');
    client = new LambdaClient({ ...clientSettings(local.endpoint), maxAttempts: 1 });
    await create('neighbour', 'exports.handler = async () => "well"');
    expect(await invoke('neighbour')).toEqual({ error: undefined, payload: '"well"' });
    pulse = new Pulse(local.endpoint);
  }, 60_000);

  afterAll(async () => {
    await pulse.end();
    client.destroy();
    await local.end();
  });

  test.each(HOSTILE_FUNCTIONS.map((f) => [f.what, f] as const))(
    'one that %s ends alone, and nobody waits for it',
    async (what, { code, errorType, says, timeout }) => {
      const name = what.replaceAll(/\W/g, '-');
      await create(name, code, timeout);
      pulse.takeWorstMs();
      const { error, payload } = await invoke(name);
      const worst = pulse.takeWorstMs();
      expect({ failed: error !== undefined, payload }).toEqual({
        failed: errorType !== undefined,
        payload: expect.stringContaining(says),
      });
      if (errorType) expect(JSON.parse(payload).errorType).toBe(errorType);
      expect(worst).toBeLessThan(1_000);
      expect(await invoke('neighbour')).toEqual({ error: undefined, payload: '"well"' });
    },
    60_000,
  );

  test('a runtime that is killed takes its functions with it, those that spin and those without work', async () => {
    const other = await startLocal('--empty', '--port', '0');
    const its = new LambdaClient({ ...clientSettings(other.endpoint), maxAttempts: 1 });
    const file = join(mkdtempSync(join(tmpdir(), 'penstock-killed-')), 'pids');
    const note = `require("node:fs").appendFileSync(${JSON.stringify(file)}, process.pid + " ");`;
    await create('idle', `exports.handler = async () => { ${note} }`, 60, its);
    await create('spinning', `exports.handler = async () => { ${note} for (;;); }`, 60, its);
    await its.send(new InvokeCommand({ FunctionName: 'idle' }));
    const cut = its.send(new InvokeCommand({ FunctionName: 'spinning' })).catch((error: unknown) => error);
    const pids = () => readFileSync(file, 'utf8').split(' ').map(Number).filter(Boolean);
    const [idle = 0, spinning = 0] = await until(
      async () => pids(),
      ({ length }) => length === 2,
    );
    expect([runs(idle), runs(spinning)]).toEqual([true, true]);
    await other.end('SIGKILL');
    expect(
      await until(
        async () => [idle, spinning].filter(runs),
        ({ length }) => length === 0,
      ),
    ).toEqual([]);
    expect(await cut).toBeInstanceOf(Error);
    its.destroy();
  }, 60_000);

  async function create(FunctionName: string, source: string, Timeout = 10, at = client): Promise<void> {
    const Code = { ZipFile: zip({ 'index.js': source }) };
    const Role = 'arn:aws:iam::000000000000:role/hostile';
    const command = new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role,
      Code,
      Timeout,
    });
    await at.send(command);
  }

  async function invoke(FunctionName: string): Promise<{ error: string | undefined; payload: string }> {
    const { FunctionError: error, Payload } = await client.send(new InvokeCommand({ FunctionName }));
    return { error, payload: Buffer.from(Payload ?? []).toString() };
  }
});
