import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSettings } from '../../bin/app-runtime.ts';
import { synthesise } from '../../bin/synth.ts';
import { vendorsAt } from '../../demo/vendors.ts';
import type { ExecutionDetail, ExecutionSummary } from '../../ops/executions/types.ts';
import type { Finding } from '../../ops/health.ts';
import type { WorkflowLag } from '../../ops/lag/lag.ts';
import type { Trace } from '../../ops/trace/trace.ts';
import { answerOf, penstock } from '../redrive/process.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { deployBySdk } from './deploy.ts';
import { GOOD, happen, loseRecord, POISON } from './happen.ts';

const PROJECT = join(import.meta.dirname, '../..');

describe('the operators’ commands, over an empty runtime to which the synthesised template was deployed by the SDK', () => {
  const assembly = mkdtempSync(join(tmpdir(), 'penstock-empty-'));
  let local: LocalProcess;
  const ask = <T>(...command: string[]) => answerOf<T>(local.endpoint, ...command);

  beforeAll(async () => {
    local = await startLocal('--port', '0', '--empty');
    const place = { saasEndpoint: local.vendors, cloud: { account: '000000000000', region: 'us-east-1' } };
    await synthesise(PROJECT, assembly, localSettings(place));
    await deployBySdk(local.endpoint, assembly, 'Penstock');
    await happen({ endpoint: local.endpoint, saasEndpoint: local.vendors });
  }, 120_000);

  afterAll(async () => {
    await local?.end();
    rmSync(assembly, { recursive: true, force: true });
  });

  test('executions: both machines’ are listed, found by their keys and shown', async () => {
    const { executions } = await ask<{ executions: ExecutionSummary[] }>('executions', 'list');
    expect([...new Set(executions.map(({ workflow }) => workflow))].sort()).toEqual(
      expect.arrayContaining(['auth0-user-to-mailchimp', 'inventory-to-algolia']),
    );
    for (const [key, workflow, step] of [
      [GOOD, 'inventory-to-algolia', 'Write'],
      ['auth0|jane', 'auth0-user-to-mailchimp', 'Write'],
    ] as const) {
      const { executions: found } = await ask<{ executions: ExecutionSummary[] }>(
        'executions',
        'search',
        key,
        '--workflow',
        workflow,
      );
      expect(found.map(({ keys, status }) => [keys.includes(key), status])).toEqual([[true, 'SUCCEEDED']]);
      const detail = await ask<ExecutionDetail>('executions', 'show', found[0]?.arn ?? '');
      expect(detail.steps.find(({ name }) => name === step)).toMatchObject({ type: 'Task', status: 'succeeded' });
      expect(detail.graph.nodes.find(({ name }) => name === step)).toMatchObject({ visits: 1 });
    }
  }, 60_000);

  test('lag and health: nothing waits, and what is parked is named with the command to type', async () => {
    const { workflows } = await ask<{ workflows: WorkflowLag[] }>('lag');
    const lagOf = (name: string) => workflows.find(({ workflow }) => workflow === name);
    expect(lagOf('inventory-to-algolia')).toMatchObject({ parked: { parked: 1, pipe: 0 }, pipe: { state: 'RUNNING' } });
    expect(lagOf('auth0-user-to-mailchimp')).toMatchObject({ parked: { parked: 1, queue: 1, rule: 0 }, inFlight: 0 });
    expect(lagOf('inventory-to-algolia')?.metrics).toMatchObject({ applied: 2, parked: 1 });
    const { output, code } = await penstock(local.endpoint, 'health', '--json').done;
    expect(code).toBe(2);
    const { workflows: judged } = JSON.parse(output) as { workflows: { workflow: string; findings: Finding[] }[] };
    const commands = judged.flatMap(({ findings }) => findings.map(({ command }) => command));
    expect(commands).toContain('penstock dead-letters diff --workflow inventory-to-algolia --kind parked');
  }, 60_000);

  test('trace: a row that arrived, and one that was parked', async () => {
    const traceOf = async (key: string) => (await ask<{ workflows: Trace[] }>('trace', key)).workflows[0];
    expect(await traceOf(GOOD)).toMatchObject({
      source: { title: `About ${GOOD}` },
      target: { outcome: 'superseded', held: { record: { title: `About ${GOOD}` } } },
      passages: [{ status: 'SUCCEEDED' }],
      letters: [],
    });
    expect(await traceOf(POISON)).toMatchObject({ letters: [{ key: POISON, reason: 'ContractViolation' }] });
  }, 60_000);

  test('dead letters: of both kinds, previewed, redriven as foreseen; what still fails is parked again', async () => {
    const { letters } = await ask<{ letters: { id: string; kind: string; key?: string }[] }>('dead-letters', 'list');
    expect(letters.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual([
      'parked auth0|broken',
      `parked ${POISON}`,
      'queue undefined',
    ]);
    const [first] = letters;
    expect(await ask('dead-letters', 'show', first?.id ?? '')).toMatchObject({ id: first?.id });
    const diff = await ask<{ counts: object; events: { key: string; preview: { outcome: string } }[] }>(
      'dead-letters',
      'diff',
    );
    expect(diff.counts).toEqual({ applied: 1, parked: 2 });
    const { outcomes, comparison, removed } = await ask<Record<string, unknown>>('dead-letters', 'redrive', '--yes');
    expect([outcomes, comparison, removed]).toEqual([{ applied: 1, parked: 2 }, { 'as foreseen': 3 }, 3]);
    const members = await vendorsAt({ endpoint: local.endpoint, saasEndpoint: local.vendors }).members();
    expect([...members.keys()].sort()).toEqual(['jane@example.com', 'stranded@example.com']);
  }, 60_000);

  test('reconcile: finds the record that was lost at the target, and repairs it', async () => {
    const reconcile = (...more: string[]) =>
      ask<object>('reconcile', 'inventory-to-algolia', '--settle', '0', '--repair', ...more);
    expect(await reconcile()).toMatchObject({ drifted: 0 });
    await loseRecord(local.vendors, GOOD);
    expect(await reconcile()).toMatchObject({ drift: [{ key: GOOD, fault: 'missing' }], repaired: 1, left: [] });
    expect(await reconcile()).toMatchObject({ drifted: 0 });
  }, 60_000);
});
