import { uuid } from '../../clock.ts';
import type { Action, CallContext } from '../../cloud.ts';
import type { CodeInput } from '../code/code-store.ts';
import { fetched } from '../code/s3-code.ts';
import { type ConfigurationInput, configure, describeFunction } from '../configuration.ts';
import type { LambdaEngine } from '../engine.ts';
import { conflict, invalidParameter } from '../errors.ts';
import type { Executor } from '../executor.ts';
import type { FunctionRecord } from '../function-record.ts';
import { LATEST } from '../function-store.ts';
import { parseFunctionName } from '../names.ts';
import { pageOf } from '../paging.ts';
import { publish } from './versions.ts';

interface CreateInput extends ConfigurationInput {
  readonly FunctionName?: string;
  readonly Code?: CodeInput;
  readonly Publish?: boolean;
  readonly Tags?: Record<string, string>;
}

/** CreateFunction, GetFunction, ListFunctions, UpdateFunctionCode, UpdateFunctionConfiguration, DeleteFunction. */
export function functionActions(engine: LambdaEngine, executor: Executor): Record<string, Action> {
  const describe = (record: FunctionRecord, context: CallContext) => describeFunction(engine, record, context);
  const change = (record: FunctionRecord, context: CallContext, publishToo: boolean | undefined) => {
    engine.functions.putVersion(record);
    executor.retire(record.FunctionName);
    return describe(publishToo ? publish(engine, record.FunctionName) : record, context);
  };
  return {
    CreateFunction: async (input: CreateInput, context) => {
      const record = create(engine, { ...input, Code: await fetched(engine.cloud, input.Code ?? {}) });
      engine.functions.putSettings(record.FunctionName, { tags: input.Tags ?? {}, lastVersion: 0 });
      return change(record, context, input.Publish);
    },
    UpdateFunctionCode: async (given, context) => {
      engine.resolve(given.FunctionName, LATEST, context);
      const input = await fetched(engine.cloud, given);
      const { record } = engine.resolve(input.FunctionName, LATEST, context);
      checkRevision(record, input.RevisionId);
      if (input.DryRun) return describe(record, context);
      return change(touched(engine, record, codeOf(engine, input)), context, input.Publish);
    },
    UpdateFunctionConfiguration: (input, context) => {
      const { record } = engine.resolve(input.FunctionName, LATEST, context);
      checkRevision(record, input.RevisionId);
      return change(touched(engine, record, configure(record.FunctionName, input, record)), context, false);
    },
    GetFunctionConfiguration: (input, context) =>
      describe(engine.resolve(input.FunctionName, input.Qualifier, context).record, context),
    GetFunction: (input, context) => getFunction(engine, input, context),
    ListFunctions: (input, context) => {
      const records = engine.functions.names().flatMap((name) => listed(engine, name, input.FunctionVersion));
      const { items, NextMarker } = pageOf(records, input);
      return { Functions: items.map((record) => describe(record, context)), NextMarker };
    },
    DeleteFunction: (input, context) => {
      deleteFunction(engine, input, context);
      executor.retire(parseFunctionName(input.FunctionName).name);
    },
    GetAccountSettings: () => accountSettings(engine),
    GetFunctionCodeSigningConfig: (input, context) => ({
      FunctionName: engine.entry(input.FunctionName, context).name,
    }),
  };
}

function create(engine: LambdaEngine, input: CreateInput): FunctionRecord {
  const { name } = parseFunctionName(input.FunctionName);
  if (engine.functions.get(name)) throw conflict(`Function already exist: ${name}`);
  if (input.Runtime === undefined || input.Handler === undefined)
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  if (!input.Role) throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
  const configuration = configure(name, input);
  const code = codeOf(engine, input.Code ?? {});
  const stamps = { LastModified: lambdaTime(engine), RevisionId: uuid(engine.cloud.clock) };
  return { FunctionName: name, Version: LATEST, ...configuration, ...code, ...stamps };
}

function codeOf(engine: LambdaEngine, input: CodeInput): Pick<FunctionRecord, 'CodeSha256' | 'CodeSize'> {
  const { sha256, size } = engine.code.deploy(input);
  return { CodeSha256: sha256, CodeSize: size };
}

const touched = (engine: LambdaEngine, record: FunctionRecord, change: Partial<FunctionRecord>): FunctionRecord => ({
  ...record,
  ...change,
  LastModified: lambdaTime(engine),
  RevisionId: uuid(engine.cloud.clock),
});

/** Lambda writes the offset without a colon. */
export const lambdaTime = (engine: LambdaEngine): string =>
  new Date(engine.cloud.clock.now()).toISOString().replace('Z', '+0000');

function checkRevision(record: FunctionRecord, revision: string | undefined): void {
  if (revision === undefined || revision === record.RevisionId) return;
  throw conflict(
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}

function getFunction(
  engine: LambdaEngine,
  input: { FunctionName?: string; Qualifier?: string },
  context: CallContext,
): object {
  const { record, entry } = engine.resolve(input.FunctionName, input.Qualifier, context);
  const { reservedConcurrency, tags } = entry.settings;
  return {
    Configuration: describeFunction(engine, record, context),
    Code: { RepositoryType: 'S3', Location: '' },
    Tags: Object.keys(tags).length > 0 ? tags : undefined,
    Concurrency: reservedConcurrency === undefined ? undefined : { ReservedConcurrentExecutions: reservedConcurrency },
  };
}

function listed(engine: LambdaEngine, name: string, which: string | undefined): FunctionRecord[] {
  const versions = [...(engine.functions.get(name)?.versions.values() ?? [])];
  return which === 'ALL' ? versions : versions.filter(({ Version }) => Version === LATEST);
}

function deleteFunction(
  engine: LambdaEngine,
  input: { FunctionName?: string; Qualifier?: string },
  context: CallContext,
): void {
  const ref = parseFunctionName(input.FunctionName, input.Qualifier);
  if (ref.qualifier === LATEST)
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  const { entry, record, name } = engine.resolve(input.FunctionName, input.Qualifier, context);
  if (ref.qualifier === undefined) {
    engine.functions.delete(name);
    return;
  }
  const users = [...entry.aliases.values()].filter(({ FunctionVersion }) => FunctionVersion === record.Version);
  if (users.length > 0)
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${users.map(({ Name }) => Name).join(', ')}]`,
    );
  engine.functions.deleteVersion(name, record.Version);
}

function accountSettings(engine: LambdaEngine): object {
  const records = engine.functions.names().flatMap((name) => listed(engine, name, undefined));
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 1000,
    },
    AccountUsage: {
      TotalCodeSize: records.reduce((sum, { CodeSize }) => sum + CodeSize, 0),
      FunctionCount: records.length,
    },
  };
}
