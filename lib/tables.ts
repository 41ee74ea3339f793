import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, type TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { kebab, physicalName } from './naming.ts';

/** The tables that the workflows replicate from, and those that they own. */
export class Tables extends Construct {
  /** What is offered; `byProvider` finds a provider's offers. */
  readonly inventory: TableV2;
  /** Who offers it. */
  readonly providers: TableV2;
  /** What a visitor keeps; `byUser` finds a user's lists. */
  readonly shortlists: TableV2;
  /** What visitors wrote to providers. */
  readonly messages: TableV2;
  /** Which user of Auth0 is which member of the mailing list: it orders sign-ups and deletions, which arrive in no order. */
  readonly memberLinks: TableV2;

  constructor(scope: Construct, id: string, { retain }: { readonly retain: boolean }) {
    super(scope, id);
    const guard = { removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY, deletionProtection: retain };
    const index = (indexName: string, partition: string, sort: string) => ({
      indexName,
      partitionKey: { name: partition, type: AttributeType.STRING },
      sortKey: { name: sort, type: AttributeType.STRING },
    });
    this.inventory = this.#table('inventory', 'sku', {
      ...guard,
      globalSecondaryIndexes: [index('byProvider', 'providerId', 'sku')],
    });
    this.providers = this.#table('providers', 'providerId', guard);
    this.shortlists = this.#table('shortlists', 'shortlistId', {
      ...guard,
      globalSecondaryIndexes: [index('byUser', 'userId', 'shortlistId')],
    });
    this.messages = this.#table('messages', 'messageId', guard);
    this.memberLinks = this.#table('member-links', 'id', guard);
  }

  #table(name: string, key: string, props: Partial<TablePropsV2>): TableV2 {
    const id = name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());
    const table = new TableV2(this, id, {
      tableName: physicalName(this, name),
      partitionKey: { name: key, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      ...props,
    });
    new CfnOutput(this, `${id}Name`, { value: table.tableName });
    return table;
  }
}

/** A workflow's own view: it can be filled again from its source, so it goes when the stack goes. */
export function viewTable(scope: Construct, id: string, key: string): TableV2 {
  return new TableV2(scope, id, {
    tableName: physicalName(scope, kebab(scope.node.id), kebab(id)),
    partitionKey: { name: key, type: AttributeType.STRING },
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
