import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** To read a table's stream. @throws Error if it has none */
export function readStream({ tableStreamArn, node }: ITableV2): PolicyStatement {
  if (!tableStreamArn) throw new Error(`The table ${node.path} has no stream: nothing can listen to it.`);
  return allow(
    ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    tableStreamArn,
  );
}

export function allow(actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions, resources: [resource] });
}
