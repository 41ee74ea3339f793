import type { ITarget, Pipe } from '@aws-cdk/aws-pipes-alpha';
import { DynamoDBSource, DynamoDBStartingPosition, OnPartialBatchItemFailure } from '@aws-cdk/aws-pipes-sources-alpha';
import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { pipe } from './pipe.ts';
import { allow, readStream } from './statements.ts';

export interface NoticePipeProps {
  readonly name: string;
  readonly table: ITableV2;
  readonly bus: IEventBus;
  readonly source: string;
  readonly detailType: string;
  /** The event's detail, as an input template over a stream record. */
  readonly detail: string;
}

/** Its value passes quickly, so a notice is tried for a minute or two; the pages that miss it see the change when they next ask. */
const NOTICE_AGE = Duration.minutes(2);
const NOTICE_ATTEMPTS = 10;

/** Table stream → bus: an event for each change, which says only that there was one. */
export function noticePipe(scope: Construct, { name, table, bus, source, detailType, detail }: NoticePipeProps): Pipe {
  return pipe(scope, name, {
    source: new DynamoDBSource(table, {
      startingPosition: DynamoDBStartingPosition.TRIM_HORIZON,
      // The most that PutEvents takes at once.
      batchSize: 10,
      onPartialBatchItemFailure: OnPartialBatchItemFailure.AUTOMATIC_BISECT,
      maximumRecordAge: NOTICE_AGE,
      maximumRetryAttempts: NOTICE_ATTEMPTS,
    }),
    target: busTarget(bus, { source, detailType, detail }),
    permissions: [readStream(table), allow(['events:PutEvents'], bus.eventBusArn)],
  });
}

/** The alpha package's own target puts its transformation among the target's parameters, where it cannot be synthesised. */
function busTarget(
  bus: IEventBus,
  { source, detailType, detail }: Pick<NoticePipeProps, 'source' | 'detailType' | 'detail'>,
): ITarget {
  return {
    targetArn: bus.eventBusArn,
    grantPush: () => undefined,
    bind: () => ({
      targetParameters: { inputTemplate: detail, eventBridgeEventBusParameters: { source, detailType } },
    }),
  };
}
