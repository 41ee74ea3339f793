import { SourceBehind } from '../errors.ts';
import { APPLIED, type Outcome, SUPERSEDED, type VersionedWrite } from '../targets/target.ts';
import type { Answer, CallbackSource, Notification } from './source.ts';
import type { CallbackView, Held } from './view.ts';

export interface LookAgain<T, R extends object> {
  readonly source: CallbackSource<T>;
  readonly view: Pick<CallbackView<R>, 'get' | 'getMany' | 'write' | 'markAnnounced'>;
  /** The item as the view holds it; pure. */
  readonly project: (item: T) => R;
  /**
   * Tells somebody of a version that became live, after it was written. It must be idempotent per key and version: after a crash
   * it is called again.
   */
  readonly announce?: (key: string, version: number, record: R) => Promise<void>;
  /** For how long after the event a `404` may mean "not there yet", in milliseconds: longer than the source ever lags. */
  readonly lagMs: number;
  readonly now?: () => number;
}

/**
 * Carries one notification out: calls the source back unless the view holds that version already, writes what it says, and announces
 * it. `SourceBehind` while the source shows less than was notified.
 */
export async function lookAgain<T, R extends object>(
  notification: Notification,
  parts: LookAgain<T, R>,
): Promise<Outcome> {
  const { key, version } = notification;
  const { view } = parts;
  const before = await view.get(key);
  if (before && before.version >= version) return (await announced(key, before, parts)) ? APPLIED : SUPERSEDED;
  const askedAt = (parts.now ?? Date.now)();
  const answer = await parts.source.read(key, before && !before.deleted ? { etag: before.etag } : {});
  const write = writeOf(notification, answer, before, askedAt, parts);
  const outcome = await view.write(write, answer.kind === 'found' ? answer.etag : undefined);
  if (outcome.kind !== 'applied' || write.kind === 'delete') return outcome;
  await announced(key, { version: write.version, deleted: false, record: write.record }, parts);
  return outcome;
}

/** Those for which something is left to do: the view does not hold their version yet, or did not announce what it holds. */
export async function unsettled<N extends Notification, T, R extends object>(
  notifications: readonly N[],
  { view, announce }: LookAgain<T, R>,
): Promise<N[]> {
  if (!notifications.length) return [];
  const held = await view.getMany(notifications.map(({ key }) => key));
  return notifications.filter(({ key, version }) => {
    const row = held.get(key);
    return !row || row.version < version || (announce && isUnannounced(row));
  });
}

const isUnannounced = ({ deleted, announced, version }: Pick<Held<object>, 'deleted' | 'announced' | 'version'>) =>
  !deleted && announced !== version;

function writeOf<T, R extends object>(
  { key, version, occurredAt }: Notification,
  answer: Answer<T>,
  before: Held<R> | undefined,
  askedAt: number,
  { project, lagMs }: LookAgain<T, R>,
): VersionedWrite<R> {
  switch (answer.kind) {
    case 'found':
      if (answer.version < version) throw behind(key, version, `version ${answer.version}`);
      return { kind: 'upsert', key, version: answer.version, record: project(answer.item) };
    case 'unchanged':
      throw behind(key, version, `version ${before?.version}`);
    case 'gone':
      if (answer.version !== undefined && answer.version < version)
        throw behind(key, version, `the deletion of version ${answer.version}`);
      return { kind: 'delete', key, version: Math.max(version, answer.version ?? 0) };
    case 'unknown':
      // The source may not have it yet, or not any more in what it shows of the past, even if the view has it. The answer is as old as the question.
      if (askedAt - occurredAt < lagMs) throw behind(key, version, 'nothing');
      return { kind: 'delete', key, version };
  }
}

function behind(key: string, version: number, shown: string): SourceBehind {
  return new SourceBehind(`the source shows ${shown} of ${key}, though version ${version} was notified`);
}

/** Announces what is live and was not yet; says whether there was anything to announce. */
async function announced<T, R extends object>(
  key: string,
  held: Held<R>,
  { announce, view }: LookAgain<T, R>,
): Promise<boolean> {
  if (!announce || !isUnannounced(held)) return false;
  await announce(key, held.version, held.record);
  await view.markAnnounced(key, held.version);
  return true;
}
