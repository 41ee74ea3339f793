import { uuid } from '../clock.ts';
import type { CallContext, Cloud, Service } from '../cloud.ts';
import { validation } from '../errors.ts';

interface AssumeRoleInput {
  readonly RoleArn?: string;
  readonly RoleSessionName?: string;
  readonly DurationSeconds?: number | string;
}

/**
 * Who am I, and credentials for a role: whoever asks gets them, for nothing here is denied.
 * https://docs.aws.amazon.com/STS/latest/APIReference/
 */
export function createStsService(cloud: Cloud): Service {
  return {
    name: 'sts',
    actions: {
      GetCallerIdentity: (_input: object, { account }: CallContext) => ({
        UserId: 'AIDALOCALLOCALLOCALLO',
        Account: account,
        Arn: `arn:aws:iam::${account}:user/local`,
      }),

      AssumeRole(input: AssumeRoleInput) {
        const [, account, role] =
          /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(input.RoleArn ?? '') ?? [];
        if (!account) throw validation(`${input.RoleArn} is invalid`);
        if (!input.RoleSessionName)
          throw validation(
            "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
          );
        const AssumedRoleId = `AROA${capitals(cloud, 17)}:${input.RoleSessionName}`;
        const Arn = `arn:aws:sts::${account}:assumed-role/${role}/${input.RoleSessionName}`;
        return { Credentials: credentials(cloud, input), AssumedRoleUser: { AssumedRoleId, Arn }, PackedPolicySize: 0 };
      },

      GetSessionToken: (input: AssumeRoleInput) => ({ Credentials: credentials(cloud, input) }),
    },
  };
}

const credentials = (cloud: Cloud, { DurationSeconds = 3600 }: AssumeRoleInput) => ({
  AccessKeyId: `ASIA${capitals(cloud, 16)}`,
  SecretAccessKey: cloud.clock.bytes(30).toString('base64'),
  SessionToken: Buffer.from(uuid(cloud.clock)).toString('base64'),
  Expiration: Math.floor(cloud.clock.now() / 1000) + Number(DurationSeconds),
});

const capitals = (cloud: Cloud, count: number): string =>
  Array.from(cloud.clock.bytes(count), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');
