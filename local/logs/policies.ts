import type { Action, Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';

interface PolicyRow {
  readonly name: string;
  readonly document: string;
  readonly updated: number;
}

const describe = ({ name, document, updated }: PolicyRow): object => ({
  policyName: name,
  policyDocument: document,
  lastUpdatedTime: updated,
});

/** Resource policies are kept and listed; nothing is authorised by them, since every caller here may write. */
export function policyActions(cloud: Cloud): Record<string, Action> {
  return {
    PutResourcePolicy: ({ policyName, policyDocument }) => {
      const row = { name: String(policyName), document: String(policyDocument), updated: cloud.clock.now() };
      const sql = 'INSERT OR REPLACE INTO logs_policies (name, document, updated) VALUES (?, ?, ?)';
      cloud.store.run(sql, row.name, row.document, row.updated);
      return { resourcePolicy: describe(row) };
    },
    DescribeResourcePolicies: () => ({
      resourcePolicies: cloud.store.all<PolicyRow>('SELECT * FROM logs_policies ORDER BY name').map(describe),
    }),
    DeleteResourcePolicy: ({ policyName }) => {
      const { changes } = cloud.store.run('DELETE FROM logs_policies WHERE name = ?', String(policyName));
      if (changes === 0)
        throw new AwsError(
          'ResourceNotFoundException',
          `Policy with name [${String(policyName ?? '')}] does not exist.`,
        );
    },
  };
}
