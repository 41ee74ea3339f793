import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Allowed } from './fields.ts';
import type { Scope } from './scope.ts';
import { checkFields } from './validate-fields.ts';
import { checkItems } from './validate-items.ts';
import { checkReader, checkWriter } from './validate-map-data.ts';
import { checkEnum, checkOne, checkPair, checkSingle } from './validate-values.ts';

export function checkMap(state: JsonObject, path: string, scope: Scope, around: Scope): void {
  const field = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
  const processor = state[field];
  checkOne(state, ['ItemProcessor', 'Iterator'], path, scope);
  checkSingle(state, ['Parameters', 'ItemSelector'], path, scope);
  checkPair(state, path, scope, 'MaxConcurrency', { least: 0 });
  checkPair(state, path, scope, 'ToleratedFailureCount', { least: 0 });
  checkPair(state, path, scope, 'ToleratedFailurePercentage', { least: 0, most: 100, float: true });
  checkItems(state, path, scope);
  checkReader(state.ItemReader, `${path}/ItemReader`, scope);
  checkWriter(state.ResultWriter, `${path}/ResultWriter`, scope);
  if (processor === undefined) return;
  checkMode(state, processor, path, field, scope);
  // the items of a distributed Map are executions of their own: they see no variables, and may name theirs as they like
  const inside = isDistributed(processor) ? { ...around, outer: new Set<string>() } : around;
  if (isObject(processor)) scope.inner(processor, `${path}/${field}`, inside);
  else scope.findings.schema('Expected value of type Object', `${path}/${field}`);
}

const CONFIG: Allowed = { both: ['Mode', 'ExecutionType'], JSONPath: [], JSONata: [] };
const configOf = (processor: Json): JsonObject =>
  isObject(processor) && isObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
const isDistributed = (processor: Json): boolean => configOf(processor).Mode === 'DISTRIBUTED';

function checkMode(state: JsonObject, processor: Json, path: string, field: string, scope: Scope): void {
  const { findings, type } = scope;
  const config = configOf(processor);
  const { Mode: mode, ExecutionType: execution } = config;
  const at = `${path}/${field}/ProcessorConfig`;
  checkFields(config, CONFIG, at, scope);
  if (mode !== undefined) checkEnum(mode, ['INLINE', 'DISTRIBUTED'], `${at}/Mode`, findings);
  if (mode === 'DISTRIBUTED') {
    if (execution === undefined) findings.schema('These fields are required: [ExecutionType]', at);
    else checkEnum(execution, ['STANDARD', 'EXPRESS'], `${at}/ExecutionType`, findings);
    if (type === 'EXPRESS') findings.schema('Express state machine does not support Distributed Map', at);
    return;
  }
  if (execution !== undefined) findings.schema("Field 'ExecutionType' is not supported", at);
  for (const only of ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']) {
    if (state[only] !== undefined)
      findings.schema(`Field '${only}' is only supported in DISTRIBUTED mode`, `${path}/${only}`);
  }
}
