import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vendorsAt } from '../../demo/vendors.ts';
import { openWorld } from '../../demo/world.ts';
import { openClients } from '../../ops/clients.ts';
import type { LetterKind } from '../../ops/workflows.ts';
import { until } from '../support/until.ts';
import { breakThings, itemsOf } from './break.ts';
import { Depths } from './depths.ts';
import { auditedOutcomes, countBy, type ForeseenEvent, type Judgement, judge } from './judge.ts';
import { startLoad } from './load.ts';
import { answerOf, penstock } from './process.ts';

export interface Clairvoyance extends Judgement {
  /** Dead letters by kind, before the redrive. */
  readonly letters: Readonly<Partial<Record<LetterKind, number>>>;
  readonly foreseen: Readonly<Record<string, number>>;
  /** How many letters were left when the first redrive was killed, and in the end. */
  readonly leftWhenKilled: number;
  readonly lettersLeft: number;
  /** Items that were written again while the redrive ran. */
  readonly writtenMeanwhile: number;
  /** Keys whose record is not that of the source in the end, and keys whose version went back meanwhile. */
  readonly differences: readonly string[];
  readonly regressions: readonly string[];
  /** Exit codes: of the redrive that went on after the kill, and of one more, which has nothing to do. */
  readonly resumed: number;
  readonly secondRedrive: number;
  readonly seconds: Readonly<Record<string, number>>;
}

export interface Runtime {
  readonly endpoint: string;
  readonly vendors: string;
}

export interface Course {
  /** The dead letters are there already. */
  readonly broken?: boolean;
  readonly onStep?: (name: string, seconds: number) => void;
}

/** For how long a dead process keeps its letters hidden, in seconds. */
const HOLD_S = 15;

/**
 * Makes `count` dead letters of all four kinds by a bug in the projection, mends it, previews a redrive, redrives while the source
 * changes on, kills that on its way, resumes it, and compares everything with everything.
 */
export async function clairvoyantRedrive(
  runtime: Runtime,
  count: number,
  { broken = false, onStep = () => undefined }: Course = {},
): Promise<Clairvoyance> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-redrive-'));
  const clients = openClients({ endpoint: runtime.endpoint });
  const addresses = { endpoint: runtime.endpoint, saasEndpoint: runtime.vendors };
  const world = await openWorld(addresses);
  const depths = await Depths.open(clients);
  const seconds: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begin = performance.now();
    const result = await work();
    seconds[name] = Math.round((performance.now() - begin) / 100) / 10;
    onStep(name, seconds[name]);
    return result;
  };
  try {
    if (!broken) await timed('break', () => breakThings(clients, world, depths, count));
    const plan = join(folder, 'plan.json');
    const diff = ['dead-letters', 'diff', '--save', plan];
    const { events } = await timed('preview', () => answerOf<{ events: ForeseenEvent[] }>(runtime.endpoint, ...diff));
    const load = startLoad(world, vendorsAt(addresses), itemsOf(count));
    const redrive = ['dead-letters', 'redrive', '--yes', '--plan', plan, '--hold', String(HOLD_S), '--json'];
    const leftWhenKilled = await timed('redriveUntilKilled', () => killedOnTheWay(runtime, depths, redrive));
    await timed('letGo', () => letGo(depths));
    const { code: resumed } = await timed('resume', () => penstock(runtime.endpoint, ...redrive).done);
    const { regressions, written } = await load.stop();
    const differences = await timed('compare', () => load.compare());
    const { code: secondRedrive } = await penstock(runtime.endpoint, 'dead-letters', 'redrive', '--yes').done;
    return {
      letters: countBy(events.map(({ kind }) => kind)),
      foreseen: countBy(events.map(({ preview }) => preview.outcome)),
      ...judge(events, await auditedOutcomes(clients), await load.versions()),
      leftWhenKilled,
      lettersLeft: (await depths.now()).all,
      writtenMeanwhile: written,
      differences,
      regressions,
      resumed,
      secondRedrive,
      seconds,
    };
  } finally {
    clients.close();
    world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns how many letters were left */
async function killedOnTheWay({ endpoint }: Runtime, depths: Depths, redrive: readonly string[]): Promise<number> {
  const { all: total } = await depths.now();
  const process = penstock(endpoint, ...redrive);
  // A few letters are done in less time than a look at the queues takes: killed at half, nothing may be left.
  const begun = until(
    () => depths.now(),
    ({ all }) => all <= total * 0.9,
    600_000,
    5,
  );
  await Promise.race([begun, process.done]);
  process.kill();
  await process.done;
  return (await depths.now()).all;
}

/** What the dead process had hidden shows again after its hold. */
async function letGo(depths: Depths): Promise<void> {
  await until(
    () => depths.now(),
    ({ hidden }) => hidden === 0,
    3 * HOLD_S * 1000,
    250,
  );
}
