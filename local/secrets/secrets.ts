import { uuid } from '../clock.ts';
import type { CallContext, Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { type SecretRecord, SecretStore, type SecretVersion } from './secret-store.ts';

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const DAY = 86_400;

/** The value that a version holds; exactly one of the two, or neither. */
export interface SecretValue {
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}

/**
 * Secrets, their versions and the staging labels that point to them.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
 */
export class Secrets {
  readonly store: SecretStore;
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.store = new SecretStore(cloud.store);
  }

  now(): number {
    return this.#cloud.clock.now() / 1000;
  }

  create(name: string, options: Partial<SecretRecord>, context: CallContext): SecretRecord {
    const existing = this.#expired(this.store.find(name));
    if (existing?.deletionDate !== undefined) throw scheduled('create this secret');
    if (existing)
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    const arn = this.#cloud.arn('secretsmanager', `secret:${name}-${this.#suffix()}`, context);
    const secret: SecretRecord = { tags: [], ...options, arn, name, created: this.now(), changed: this.now() };
    this.store.save(secret);
    return secret;
  }

  /** A secret that is there, also one whose deletion is scheduled. */
  find(id: unknown): SecretRecord {
    if (typeof id !== 'string' || id === '')
      throw new AwsError('InvalidParameterException', 'You must provide a value for the SecretId parameter.');
    const secret = this.#expired(this.store.find(id));
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  /** A secret that can be used. */
  usable(id: unknown, what: string): SecretRecord {
    const secret = this.find(id);
    if (secret.deletionDate !== undefined) throw scheduled(what);
    return secret;
  }

  list(): SecretRecord[] {
    return this.store.list().filter((secret) => this.#expired(secret));
  }

  /** Adds a version; the same token with the same value is the same call repeated, with another value it is refused. */
  putVersion(secret: SecretRecord, value: SecretValue, token?: string, stages: string[] = [CURRENT]): SecretVersion {
    const id = token ?? uuid(this.#cloud.clock);
    const existing = this.store.versions(secret.arn).find((version) => version.id === id);
    if (existing) return sameVersion(existing, value);
    const version: SecretVersion = {
      id,
      created: this.now(),
      stages: [],
      ...(value.SecretString === undefined ? {} : { secretString: value.SecretString }),
      ...(value.SecretBinary === undefined ? {} : { secretBinary: value.SecretBinary }),
    };
    this.store.saveVersion(secret.arn, version);
    for (const stage of stages) this.moveStage(secret, stage, id);
    secret.changed = this.now();
    this.store.save(secret);
    return { ...version, stages };
  }

  /** Moves a label to a version. The version that loses AWSCURRENT becomes AWSPREVIOUS; one without any label goes. */
  moveStage(secret: SecretRecord, stage: string, to: string | undefined): void {
    const versions = this.store.versions(secret.arn);
    const from = versions.find((version) => version.stages.includes(stage));
    for (const version of versions) {
      version.stages = version.stages.filter((s) => s !== stage && !(stage === CURRENT && from && s === PREVIOUS));
      if (version.id === to) version.stages.push(stage);
      else if (stage === CURRENT && version === from) version.stages.push(PREVIOUS);
    }
    for (const version of versions)
      if (version.stages.length > 0) this.store.saveVersion(secret.arn, version);
      else this.store.removeVersion(secret.arn, version.id);
  }

  version(secret: SecretRecord, id?: string, stage?: string): SecretVersion {
    const label = stage ?? (id === undefined ? CURRENT : undefined);
    const found = this.store
      .versions(secret.arn)
      .find((v) => (id === undefined || v.id === id) && (label === undefined || v.stages.includes(label)));
    if (found) return found;
    const what = id === undefined ? `staging label: ${label}` : `VersionId: ${id}`;
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${what}`,
    );
  }

  /** @param days until it is gone; 0 is at once */
  delete(secret: SecretRecord, days: number): number {
    const at = this.now() + days * DAY;
    if (days === 0) this.store.remove(secret.arn);
    else this.store.save({ ...secret, deletionDate: at, deletedDate: this.now() });
    return at;
  }

  /** A scheduled deletion is done when somebody looks after its date. */
  #expired(secret: SecretRecord | undefined): SecretRecord | undefined {
    if (secret?.deletionDate === undefined || secret.deletionDate > this.now()) return secret;
    this.store.remove(secret.arn);
    return undefined;
  }

  #suffix(): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return Array.from({ length: 6 }, () => letters[Math.floor(this.#cloud.clock.random() * letters.length)]).join('');
  }
}

function sameVersion(version: SecretVersion, value: SecretValue): SecretVersion {
  if (version.secretString === value.SecretString && version.secretBinary === value.SecretBinary) return version;
  throw new AwsError(
    'ResourceExistsException',
    "You can't use ClientRequestToken because it's already in use for another secret version",
  );
}

const scheduled = (what: string): AwsError =>
  new AwsError(
    'InvalidRequestException',
    `You can't ${what} because ${what.includes('create') ? 'a secret with this name is already scheduled for deletion.' : 'it was marked for deletion.'}`,
  );
