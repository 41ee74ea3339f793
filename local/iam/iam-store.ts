import type { Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';

export interface RoleRecord {
  readonly RoleName: string;
  readonly RoleId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly CreateDate: number;
  AssumeRolePolicyDocument: string;
  Description?: string;
  MaxSessionDuration: number;
  /** Documents by name. */
  inline: Record<string, string>;
  /** ARNs. */
  attached: string[];
  Tags: { Key: string; Value: string }[];
}

export interface PolicyRecord {
  readonly PolicyName: string;
  readonly PolicyId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly CreateDate: number;
  UpdateDate: number;
  Description?: string;
  DefaultVersionId: string;
  versions: { VersionId: string; Document: string; CreateDate: number }[];
}

/** Roles and policies by name or ARN. */
export class IamStore {
  readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.store.define(`
      CREATE TABLE IF NOT EXISTS iam_roles (name TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS iam_policies (arn TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;
    `);
  }

  now(): number {
    return this.cloud.clock.now() / 1000;
  }

  /** An id such as `AROA` and 17 capitals and digits. */
  id(prefix: string): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    return prefix + Array.from(this.cloud.clock.bytes(17), (byte) => letters[byte % 32]).join('');
  }

  findRole(name: string): RoleRecord | undefined {
    const row = this.cloud.store.get<{ body: string }>('SELECT body FROM iam_roles WHERE name = ?', name);
    return row && (JSON.parse(row.body) as RoleRecord);
  }

  role(name: unknown): RoleRecord {
    const role = this.findRole(String(name));
    if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
    return role;
  }

  roles(): RoleRecord[] {
    const rows = this.cloud.store.all<{ body: string }>('SELECT body FROM iam_roles ORDER BY name');
    return rows.map((row) => JSON.parse(row.body) as RoleRecord);
  }

  saveRole(role: RoleRecord): void {
    this.cloud.store.run(
      'INSERT OR REPLACE INTO iam_roles (name, body) VALUES (?, ?)',
      role.RoleName,
      JSON.stringify(role),
    );
  }

  removeRole(name: string): void {
    this.cloud.store.run('DELETE FROM iam_roles WHERE name = ?', name);
  }

  findPolicy(arn: string): PolicyRecord | undefined {
    const row = this.cloud.store.get<{ body: string }>('SELECT body FROM iam_policies WHERE arn = ?', arn);
    return row && (JSON.parse(row.body) as PolicyRecord);
  }

  policy(arn: unknown): PolicyRecord {
    const policy = this.findPolicy(String(arn));
    if (!policy) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
    return policy;
  }

  policies(): PolicyRecord[] {
    const rows = this.cloud.store.all<{ body: string }>('SELECT body FROM iam_policies ORDER BY arn');
    return rows.map((row) => JSON.parse(row.body) as PolicyRecord);
  }

  savePolicy(policy: PolicyRecord): void {
    this.cloud.store.run(
      'INSERT OR REPLACE INTO iam_policies (arn, body) VALUES (?, ?)',
      policy.Arn,
      JSON.stringify(policy),
    );
  }

  removePolicy(arn: string): void {
    this.cloud.store.run('DELETE FROM iam_policies WHERE arn = ?', arn);
  }
}

export const noSuchEntity = (message: string): AwsError => new AwsError('NoSuchEntity', message, { status: 404 });

export const alreadyExists = (message: string): AwsError =>
  new AwsError('EntityAlreadyExists', message, { status: 409 });

/** A JSON document, as policies must be. */
export function checkDocument(document: unknown): string {
  try {
    if (typeof document === 'string' && typeof JSON.parse(document) === 'object') return document;
  } catch (error) {
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json', { cause: error });
  }
  throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
}

/** One page of a list, by AWS's `Marker`. */
export function page<T>(items: readonly T[], input: { Marker?: string; MaxItems?: number | string }) {
  const from = Number(input.Marker ?? 0);
  const to = from + Number(input.MaxItems ?? 100);
  const truncated = to < items.length;
  return {
    items: items.slice(from, to),
    rest: { IsTruncated: truncated, ...(truncated ? { Marker: String(to) } : {}) },
  };
}
