import type { Engine } from '../engine.ts';
import { dropUnusedDefinitions, type Table } from './table.ts';
import { applyThroughput } from './throughput.ts';

/** After the delay, what is being made or changed is ACTIVE, and what is being deleted is gone. */
export function settleLater(engine: Engine, name: string): void {
  if (engine.tableDelayMs <= 0) settle(engine, name);
  else engine.cloud.clock.setTimer(engine.tableDelayMs, () => settle(engine, name));
}

/** Brings a table to rest; also called for each table at the start, for what a restart interrupted. */
export function settle(engine: Engine, name: string): void {
  const table = engine.registry.find(name);
  if (!table) return;
  const { description } = table.record;
  if (description.TableStatus === 'DELETING') {
    remove(engine, table);
    return;
  }
  const indexes = description.GlobalSecondaryIndexes;
  const leaving = indexes?.filter(({ IndexStatus }) => IndexStatus === 'DELETING') ?? [];
  const unsettled = indexes?.some(({ IndexStatus }) => IndexStatus !== 'ACTIVE');
  if (description.TableStatus === 'ACTIVE' && !unsettled) return;
  for (const { IndexName } of leaving) {
    engine.items.dropIndex(table.record.indexIds[IndexName] ?? 0);
    delete table.record.indexIds[IndexName];
  }
  const staying = indexes?.filter((index) => !leaving.includes(index));
  applyThroughput(table.record, engine.cloud.clock.now() / 1000);
  for (const index of staying ?? []) {
    index.IndexStatus = 'ACTIVE';
    delete index.Backfilling;
  }
  if (staying?.length) description.GlobalSecondaryIndexes = staying;
  else delete description.GlobalSecondaryIndexes;
  dropUnusedDefinitions(table.record);
  if (description.RestoreSummary) description.RestoreSummary.RestoreInProgress = false;
  description.TableStatus = 'ACTIVE';
  engine.registry.save(table.record);
}

function remove(engine: Engine, table: Table): void {
  engine.items.dropTable(table);
  engine.registry.remove(table.name);
}
