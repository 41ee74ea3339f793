import { startApp } from '../../bin/app-runtime.ts';
import { diffLetters } from '../../bin/operate/diff.ts';
import { discardLetters } from '../../bin/operate/discard.ts';
import { listExecutions, showOne } from '../../bin/operate/executions.ts';
import { exportLetters } from '../../bin/operate/export-letters.ts';
import { forgetPerson } from '../../bin/operate/forget.ts';
import { showHealth, showLag } from '../../bin/operate/lag.ts';
import { listLetters } from '../../bin/operate/list-letters.ts';
import { redriveLetters } from '../../bin/operate/redrive.ts';
import { replayWindow } from '../../bin/operate/replay.ts';
import { showLetter } from '../../bin/operate/show-letter.ts';
import { traceKey } from '../../bin/operate/trace.ts';
import { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { reconcile } from '../../functions/reconcile/reconcile.ts';
import { backfill } from '../../ops/backfill/backfill.ts';
import { openClients } from '../../ops/clients.ts';
import { repair } from '../../ops/reconcile/repair.ts';
import { reindex } from '../../ops/reindex/reindex.ts';
import { atRest } from '../support/at-rest.ts';
import { ahead, giveUp, happenings, park } from './happenings.ts';
import { SIGN_UPS, send, user } from './letters.ts';
import { listen } from './listen.ts';
import { lookAround } from './look-around.ts';

export interface Recording {
  /** IAM's names of the calls, by command. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
}

const OPTIONS = { stack: 'Penstock', json: true };
const ALL = { ...OPTIONS, personal: false, limit: 20, since: 0 };

/** Runs every command once against a runtime on which something has happened, and notes what each calls. */
export async function record(): Promise<Recording> {
  jest.spyOn(console, 'log').mockReturnValue();
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const app = await startApp({ port: 0 });
  const clients = openClients({ endpoint: app.endpoint });
  const unheard = openClients({ endpoint: app.endpoint });
  const calls: Record<string, Set<string>> = {};
  let current: Set<string> | undefined;
  listen(clients, (call) => current?.add(call));
  const run = async (command: string, work: () => Promise<unknown>) => {
    current = calls[command] ??= new Set();
    await work();
    current = undefined;
  };
  try {
    const { express, standard } = await happenings(app, clients);
    await run('executions list', () => listExecutions(clients, { ...OPTIONS, from: 0 }));
    for (const [key, inputs] of [['poison'], ['auth0|recorded'], ['evt_recorded', true]] as const)
      await run('executions search', () =>
        listExecutions(clients, { ...OPTIONS, from: 0, key, ...(inputs && { inputs }) }),
      );
    for (const arn of [express, standard]) await run('executions show', () => showOne(clients, arn, { ...ALL }));
    await run('dead-letters list', () => listLetters(clients, { ...ALL, by: 'reason' }));
    await run('dead-letters export', () => exportLetters(clients, ALL));
    await run('dead-letters show', () => showLetter(clients, 'none', ALL).catch(() => undefined));
    await run('dead-letters diff', () => diffLetters(clients, ALL));
    await run('lag', () => showLag(clients, OPTIONS));
    await run('health', () => showHealth(clients, OPTIONS));
    await run('trace', () => traceKey(clients, 'poison', ALL));
    await run('trace', () => traceKey(clients, 'auth0|recorded', ALL));
    const redrive = { ...ALL, yes: true, atOnce: 4, wait: 20, hold: 30, sameDefinition: false };
    await run('dead-letters redrive', () => redriveLetters(clients, redrive));
    const natively = { ...redrive, sameDefinition: true, workflow: 'auth0-user-to-mailchimp' };
    await run('dead-letters redrive --same-definition', () => redriveLetters(clients, natively));
    await park(app, clients, 'poison again');
    const forever = { ...OPTIONS, reason: 'a test', yes: true, workflow: 'inventory-to-algolia', key: 'poison again' };
    await run('dead-letters discard', () => discardLetters(clients, forever));
    const window = { ...OPTIONS, since: 0, until: Date.now() - 1_000, yes: false, preview: true };
    await run('replay --preview', () => replayWindow(clients, 'auth0-user-to-mailchimp', window));
    await run('replay', () =>
      replayWindow(clients, 'auth0-user-to-mailchimp', { ...OPTIONS, since: 0, until: Date.now() - 1_000, yes: true }),
    );
    await giveUp(clients);
    await run('console', () => lookAround(clients, unheard, { express, standard }));
    const write = new WorkflowFunction(clients.functions, 'Penstock-inventory-to-algolia-write');
    const pages = { segments: 1, pageSize: 50, place: 'a test' };
    await run('backfill', () => backfill(write, { ...pages, dryRun: true }));
    await run('reconcile', () => reconcile(write, { content: false, segments: 1, settleMs: 0 }));
    const drift = await ahead(app);
    await run('reconcile --repair', () => repair(write, clients.tables, [drift]));
    await run('reindex', () => reindex(write, clients.tables, { ...pages, graceMs: 0, settleMs: 0 }));
    await send(clients, SIGN_UPS, JSON.stringify({ detail: user('gone') }));
    await run('forget', () => forgetPerson(clients, 'auth0|gone', { ...OPTIONS, yes: true }));
  } finally {
    await atRest(unheard);
    clients.close();
    unheard.close();
    await app.close();
    jest.restoreAllMocks();
  }
  return { calls: Object.fromEntries(Object.entries(calls).map(([command, made]) => [command, [...made].sort()])) };
}
