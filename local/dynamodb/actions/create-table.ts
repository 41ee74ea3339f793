import type { Action } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { type Engine, tableAction } from '../engine.ts';
import { createTable as members } from '../requests/table-shapes.ts';
import { checkIndexes } from '../tables/check-indexes.ts';
import { checkNewLimits, checkSettings } from '../tables/check-settings.ts';
import { type CreateTableRequest, checkAllUsed, checkCreateTable } from '../tables/check-table.ts';
import { settleLater } from '../tables/lifecycle.ts';
import { recordOf } from '../tables/new-table.ts';
import { enableStream } from '../tables/streaming.ts';
import { checkTags } from '../tables/tags.ts';
import { checkPolicy, newRevision } from './resource-policy.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTable = (engine: Engine): Action =>
  tableAction<CreateTableRequest>(members, (request, context) => {
    checkSettings(request);
    checkCreateTable(request);
    checkNewLimits(request, request.BillingMode, request.ProvisionedThroughput);
    checkIndexes(request);
    checkAllUsed(request);
    if (request.Tags) checkTags(request.Tags);
    if (typeof request.ResourcePolicy === 'string') checkPolicy(request.ResourcePolicy);
    const { registry } = engine;
    if (registry.find(request.TableName))
      throw new AwsError('ResourceInUseException', `Table already exists: ${request.TableName}`);
    const record = recordOf(engine, request, context);
    const view = request.StreamSpecification?.StreamEnabled && request.StreamSpecification.StreamViewType;
    if (view) enableStream(engine, record, view, context.region);
    if (typeof request.ResourcePolicy === 'string')
      record.policies = {
        [record.description.TableArn]: { policy: request.ResourcePolicy, revision: newRevision(engine) },
      };
    registry.save(record);
    const answer = { TableDescription: structuredClone(record.description) };
    settleLater(engine, request.TableName);
    return answer;
  });
