import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BundledFunction } from './function.ts';
import type { HandlerSource } from './handler.ts';
import { kebab, physicalName } from './naming.ts';

export interface RestApiProps {
  /** The function that answers: `handler(import.meta.dirname, 'inventory.ts')`. */
  readonly source: HandlerSource;
  /** The table behind it, and the environment variable that names it to the function. */
  readonly table: ITableV2;
  readonly tableVariable: string;
  /** The index that it reads, if any. */
  readonly index?: string;
  /** Whether callers may change what is in the table. */
  readonly writes?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

const READS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'];
const WRITES = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];

/**
 * One of the company's REST APIs: a function with a URL of its own. The URL is public; an operation that concerns somebody
 * verifies the caller's token itself.
 */
export class RestApi extends Construct {
  /** It ends with a slash, as function URLs do. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    { source, table, tableVariable, index, writes, environment }: RestApiProps,
  ) {
    super(scope, id);
    const name = kebab(id);
    const api = new BundledFunction(this, 'Function', {
      name: physicalName(this, name, 'api'),
      description: `The ${name} API`,
      source,
      environment: { [tableVariable]: table.tableName, ...environment },
      timeout: Duration.seconds(10),
    });
    // By name: `grant` would allow every index, present and to come.
    const indexes = index ? [`${table.tableArn}/index/${index}`] : [];
    api.addToRolePolicy(
      new PolicyStatement({
        actions: [...READS, ...(writes ? WRITES : [])],
        resources: [table.tableArn, ...indexes],
      }),
    );
    const { url } = api.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, 'Url', { value: url });
    this.url = url;
  }
}
