import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { archivesOf } from './archives.ts';
import type { Clients } from './clients.ts';
import { discard } from './dead-letters/discard.ts';
import { readLetters } from './dead-letters/read.ts';
import type { DeadLetter } from './dead-letters/types.ts';
import { allowed } from './errors.ts';
import { findExecutions } from './executions/find.ts';
import { hasKeyLog, keyLogGroup } from './executions/key-log.ts';
import { isAbout } from './executions/keys.ts';
import { take } from './parallel.ts';
import type { Workflow } from './workflows.ts';

/** Something about a person that AWS lets nobody remove one by one, and until when it is kept. */
export interface Remainder {
  readonly what: string;
  readonly until: string;
}

export interface Forgotten {
  readonly workflow: string;
  /** Dead letters about the person. */
  readonly letters: number;
  readonly removed: number;
  readonly remainders: readonly Remainder[];
  readonly problems: readonly string[];
}

const DAY_MS = 86_400_000;

/** Histories are kept so long after an execution's end. */
const HISTORY_DAYS = 90;

/**
 * Finds what is parked about a person (by user id or e-mail, wherever it stands in a payload) and, unless it is a dry run, removes
 * it. What cannot be removed one by one (histories of executions, archives of a bus, logs with data) is named with its end.
 */
export async function forget(
  clients: Clients,
  workflow: Workflow,
  person: string,
  { dryRun, now = Date.now() }: { readonly dryRun: boolean; readonly now?: number },
): Promise<Forgotten> {
  const { letters, problems } = await readLetters(clients, workflow);
  const ids = letters.filter((letter) => concerns(letter, person)).map(({ id }) => id);
  const removal =
    dryRun || !ids.length
      ? { removed: 0, problems: [] }
      : await discard(clients, workflow, { ids }, 'erasure', 'forget');
  const remainders = [
    ...(await histories(clients, workflow, person, now)),
    ...(await archives(clients, workflow)),
    ...(await loggedData(clients, workflow)),
  ];
  return {
    workflow: workflow.name,
    letters: ids.length,
    removed: removal.removed,
    remainders,
    problems: [...problems, ...removal.problems],
  };
}

/** An e-mail may be written in any case. */
function concerns({ key, event, body }: DeadLetter, person: string): boolean {
  if (key === person || isAbout(event, person) || isAbout(body, person)) return true;
  return person.includes('@') && body.toLowerCase().includes(person.toLowerCase());
}

async function histories(clients: Clients, workflow: Workflow, person: string, now: number): Promise<Remainder[]> {
  if (workflow.style !== 'event') return [];
  const query = { key: person, inputs: true, from: now - HISTORY_DAYS * DAY_MS, limit: 1_000 };
  const found = await take(findExecutions(clients, workflow, query, now), 1_000);
  return found.map(({ arn, endedAt }) => ({
    what: `history of ${arn}`,
    until: endedAt === undefined ? 'it runs' : day(endedAt + HISTORY_DAYS * DAY_MS),
  }));
}

async function archives(clients: Clients, { source }: Workflow): Promise<Remainder[]> {
  if (!('buses' in source)) return [];
  return (await archivesOf(clients, source.buses)).map(({ ArchiveName, RetentionDays }) => ({
    what: `archive ${ArchiveName}`,
    until: RetentionDays ? `${RetentionDays} days after each event` : 'it is deleted: give it a retention',
  }));
}

/** Where a workflow has personal data, its machine logs none; the log of one whose contract marks nothing may hold the person all the same. */
async function loggedData(clients: Clients, workflow: Workflow): Promise<Remainder[]> {
  const { personal, logGroup } = workflow;
  const groups: [string, string][] = [
    ...(personal.length ? [] : [[logGroup, 'if its items name the person'] as [string, string]]),
    ...(hasKeyLog(workflow)
      ? [[keyLogGroup(workflow), `its events’ ${personal.length ? 'keys, as digests' : 'keys'}`] as [string, string]]
      : []),
  ];
  const found: Remainder[] = [];
  for (const [group, what] of groups)
    for (const days of await retentions(clients, group))
      found.push({ what: `log ${group}, ${what}`, until: `${days} days` });
  return found;
}

/** Of the group of this name: none if it is not there. */
async function retentions({ logs }: Clients, group: string): Promise<(number | 'endless')[]> {
  const found: (number | 'endless')[] = [];
  await allowed('logs:DescribeLogGroups', async () => {
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix: group }))
      for (const { logGroupName, retentionInDays } of logGroups)
        if (logGroupName === group) found.push(retentionInDays ?? 'endless');
  });
  return found;
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
