import type { CallContext, Cloud } from '../cloud.ts';

/** One version of a parameter; the tags belong to its latest. */
export interface ParameterRecord {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
  readonly LastModifiedDate: number;
  readonly ARN: string;
  readonly DataType: string;
  readonly Tier: string;
  readonly Description?: string;
  readonly tags: { Key: string; Value: string }[];
}

/** Parameters and their versions. */
export class ParameterStore {
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define(`
      CREATE TABLE IF NOT EXISTS ssm_parameters (name TEXT, version INTEGER, body TEXT, PRIMARY KEY (name, version)) WITHOUT ROWID;
    `);
  }

  now(): number {
    return this.#cloud.clock.now() / 1000;
  }

  /** A name that is a path has its slash already. */
  arn(name: string, context: CallContext): string {
    return this.#cloud.arn('ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`, context);
  }

  put(parameter: ParameterRecord): number {
    this.save(parameter);
    return parameter.Version;
  }

  save(parameter: ParameterRecord): void {
    this.#cloud.store.run(
      'INSERT OR REPLACE INTO ssm_parameters (name, version, body) VALUES (?, ?, ?)',
      parameter.Name,
      parameter.Version,
      JSON.stringify(parameter),
    );
  }

  latest(name: string): ParameterRecord | undefined {
    const sql = 'SELECT body FROM ssm_parameters WHERE name = ? ORDER BY version DESC LIMIT 1';
    const row = this.#cloud.store.get<{ body: string }>(sql, name);
    return row && (JSON.parse(row.body) as ParameterRecord);
  }

  /** By name, `name:version` or ARN. */
  find(reference: string): ParameterRecord | undefined {
    const [base, version] = /^(.*?)(?::(\d+))?$/.exec(nameOf(reference))?.slice(1) ?? [];
    const latest = this.latest(base ?? '') ?? this.latest(`${base}`.replace(/^\//, ''));
    if (version === undefined || !latest) return latest;
    return this.history(latest.Name).find((one) => one.Version === Number(version));
  }

  history(name: string): ParameterRecord[] {
    const sql = 'SELECT body FROM ssm_parameters WHERE name = ? ORDER BY version';
    return this.#cloud.store.all<{ body: string }>(sql, name).map((row) => JSON.parse(row.body) as ParameterRecord);
  }

  /** The latest of each. */
  all(): ParameterRecord[] {
    const names = this.#cloud.store.all<{ name: string }>('SELECT DISTINCT name FROM ssm_parameters ORDER BY name');
    return names.flatMap(({ name }) => this.latest(name) ?? []);
  }

  remove(name: string): boolean {
    return this.#cloud.store.run('DELETE FROM ssm_parameters WHERE name = ?', name).changes > 0;
  }
}

/** `arn:aws:ssm:<region>:<account>:parameter/a/b` is `/a/b`, or the plain name behind the slash. */
const nameOf = (reference: string): string => reference.replace(/^arn:aws:ssm:[^:]*:[^:]*:parameter/, '');

/** A parameter as GetParameter answers it; a version that was asked for is repeated as the selector. */
export function shown(parameter: ParameterRecord, asked: string): Record<string, unknown> {
  const { tags: _tags, Description: _description, Tier: _tier, ...rest } = parameter;
  const selector = /:\d+$/.exec(asked)?.[0];
  return { ...rest, ...(selector ? { Selector: selector } : {}) };
}
