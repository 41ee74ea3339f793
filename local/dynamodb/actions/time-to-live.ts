import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { type Engine, tableAction } from '../engine.ts';
import { expiryOf } from '../items/item-store.ts';
import { updateTimeToLive as members, onlyTableName } from '../requests/table-shapes.ts';

interface UpdateRequest {
  TableName: string;
  TimeToLiveSpecification: { Enabled: boolean; AttributeName: string };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export const updateTimeToLive = (engine: Engine): Action =>
  tableAction<UpdateRequest>(members, ({ TableName, TimeToLiveSpecification: wanted }) => {
    const { record } = engine.registry.existing(TableName);
    const { Enabled: enabled, AttributeName: name } = wanted;
    if (enabled && record.ttlAttribute !== undefined) throw alreadyEnabled(record.ttlAttribute, name);
    if (!enabled && record.ttlAttribute === undefined) throw validation('TimeToLive is already disabled');
    if (!enabled && record.ttlAttribute !== name) throw otherAttribute(record.ttlAttribute ?? '');
    if (enabled) record.ttlAttribute = name;
    else delete record.ttlAttribute;
    const table = engine.registry.save(record);
    if (!enabled) engine.items.dropExpiry(table);
    else
      for (const stored of engine.items.everyItem(table)) {
        const at = expiryOf(stored.item, name);
        if (at !== undefined) engine.items.schedule(table, stored.key, at);
      }
    return { TimeToLiveSpecification: wanted };
  });

const otherAttribute = (current: string) =>
  validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);

const alreadyEnabled = (current: string, wanted: string) =>
  current === wanted ? validation('TimeToLive is already enabled') : otherAttribute(current);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export const describeTimeToLive = (engine: Engine): Action =>
  tableAction<{ TableName: string }>(onlyTableName, ({ TableName }) => {
    const { ttlAttribute } = engine.registry.existing(TableName);
    return {
      TimeToLiveDescription:
        ttlAttribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
    };
  });
