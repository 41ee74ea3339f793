import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vendorsAt } from '../../demo/vendors.ts';
import { openWorld } from '../../demo/world.ts';
import { openClients } from '../../ops/clients.ts';
import type { Passage } from '../../ops/trace/passage.ts';
import { BROKEN, deployCode, SOUND } from '../redrive/code.ts';
import { Depths } from '../redrive/depths.ts';
import { penstock } from '../redrive/process.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { until } from '../support/until.ts';

const KEY = 'film-0300';

describe('at three in the morning a search record is wrong: its key is all that is known', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-story-'));
  let local: LocalProcess;

  beforeAll(async () => {
    local = await startLocal('--port', '0', '--no-sample', '--no-console', '--data', folder);
    await happen(local);
  }, 60_000);

  afterAll(async () => {
    await local?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('one id leads from the stream’s record through execution and function’s log to the dead letter', async () => {
    const { output } = await penstock(local.endpoint, 'trace', KEY, '--json').done;
    const { workflows } = JSON.parse(output) as { workflows: { passages: Passage[]; letters: { body: string }[] }[] };
    const { passages = [], letters = [] } = workflows.find(({ letters: found }) => found.length) ?? {};
    const { correlationId, executionArn, change } = JSON.parse(letters[0]?.body ?? '{}');
    expect(correlationId).toMatch(/^[\w-]+$/);
    expect(correlationId).toBe(change.id);
    const passage = passages.find((one) => one.correlationId === correlationId);
    expect(passage?.execution).toBe(executionArn);
    expect(passage?.hops.map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/^write function: batch, request [\w-]{36}$/),
    );
  }, 60_000);

  test('who types what each command says is done after four commands, and the record is right', async () => {
    const typed: string[] = [];
    let command: readonly string[] | undefined = ['trace', KEY];
    const said: string[] = [];
    while (command && typed.length < 6) {
      const { output, errors, code } = await penstock(local.endpoint, ...command).done;
      typed.push(command.slice(0, 2).join(' '));
      said.push(output);
      expect([command.join(' '), code]).toEqual([command.join(' '), 0]);
      command = nextOf(errors);
    }
    expect(typed).toEqual([`trace ${KEY}`, 'dead-letters diff', 'dead-letters redrive', `trace ${KEY}`]);
    expect(said[0]).toMatch(/source +@2 .*the new title/);
    expect(said[0]).toMatch(/target +@1 .*the old title/);
    expect(said[0]).toMatch(/parked .* @2 ProjectionFailed: a bug in the projection/);
    expect(said[1]).toMatch(/film-0300 +@1 +@2 +APPLIED +.*title: "the old title" → "the new title"/);
    expect(said[2]).toMatch(/applied +1/);
    expect(said[3]).toMatch(/target +@2 .*the new title.*up to date with the source/s);
    expect(said[3]).not.toContain('parked');
    const records = await vendorsAt({ endpoint: local.endpoint, saasEndpoint: local.vendors }).records();
    expect(records.get(KEY)).toMatchObject({ title: 'the new title', _version: 2 });
  }, 60_000);
});

/** `next: penstock …`, without the place, which the test gives to each command. */
function nextOf(errors: string): readonly string[] | undefined {
  const [, words] = /^next: penstock (.*) --endpoint \S+$/m.exec(errors) ?? [];
  return words?.split(' ');
}

/** A write was parked by a bug, which somebody has mended by now. */
async function happen({ endpoint, vendors }: LocalProcess): Promise<void> {
  const clients = openClients({ endpoint });
  const world = await openWorld({ endpoint, saasEndpoint: vendors });
  const index = vendorsAt({ endpoint, saasEndpoint: vendors });
  const put = (title: string) => world.inventory.put({ sku: KEY, title, providerId: 'p' });
  try {
    await put('the old title');
    await until(
      () => index.records(),
      (records) => records.has(KEY),
    );
    await deployCode(clients.functions, 'Penstock-inventory-to-algolia-write', BROKEN);
    await put('the new title');
    const depths = await Depths.open(clients);
    await until(
      () => depths.now(),
      ({ all }) => all === 1,
    );
    await deployCode(clients.functions, 'Penstock-inventory-to-algolia-write', SOUND);
  } finally {
    world.close();
    clients.close();
  }
}
