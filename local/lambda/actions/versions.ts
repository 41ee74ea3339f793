import { uuid } from '../../clock.ts';
import type { Action, CallContext } from '../../cloud.ts';
import { describeFunction } from '../configuration.ts';
import type { LambdaEngine } from '../engine.ts';
import { conflict, functionNotFound, invalidParameter } from '../errors.ts';
import type { AliasRecord, FunctionRecord } from '../function-record.ts';
import { LATEST } from '../function-store.ts';
import { pageOf } from '../paging.ts';

/** Versions and aliases. */
export function versionActions(engine: LambdaEngine): Record<string, Action> {
  return {
    PublishVersion: (input, context) => {
      const { name, record } = engine.resolve(input.FunctionName, undefined, context);
      if (input.CodeSha256 && input.CodeSha256 !== record.CodeSha256)
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${record.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      return describeFunction(engine, publish(engine, name, input.Description), context);
    },
    ListVersionsByFunction: (input, context) => {
      const { entry } = engine.entry(input.FunctionName, context);
      const { items, NextMarker } = pageOf([...entry.versions.values()].sort(byVersion), input);
      const qualified = items.map((record) => ({
        ...describeFunction(engine, record, context),
        FunctionArn: engine.arn(record.FunctionName, context, record.Version),
      }));
      return { Versions: qualified, NextMarker };
    },
    CreateAlias: (input, context) => putAlias(engine, input, context, true),
    UpdateAlias: (input, context) => putAlias(engine, input, context, false),
    GetAlias: (input, context) => {
      const { name, alias } = engine.alias(input.FunctionName, input.Name, context);
      return describeAlias(engine, name, alias, context);
    },
    ListAliases: (input, context) => {
      const { entry, name } = engine.entry(input.FunctionName, context);
      const all = [...entry.aliases.values()].filter(
        ({ FunctionVersion }) => input.FunctionVersion === undefined || FunctionVersion === input.FunctionVersion,
      );
      const { items, NextMarker } = pageOf(all, input);
      return { Aliases: items.map((alias) => describeAlias(engine, name, alias, context)), NextMarker };
    },
    DeleteAlias: (input, context) => {
      const { name } = engine.entry(input.FunctionName, context);
      engine.functions.deleteAlias(name, String(input.Name));
    },
  };
}

const byVersion = (a: FunctionRecord, b: FunctionRecord): number => rank(a) - rank(b);
const rank = ({ Version }: FunctionRecord): number => (Version === LATEST ? 0 : Number(Version));

/** Makes `$LATEST` a version; the same one again if nothing has changed since. */
export function publish(engine: LambdaEngine, name: string, description?: string): FunctionRecord {
  const entry = engine.functions.get(name);
  const latest = entry?.versions.get(LATEST);
  if (!entry || !latest) throw functionNotFound(name);
  const last = entry.versions.get(String(entry.settings.lastVersion));
  if (last && sameBut(last, latest)) return last;
  const lastVersion = entry.settings.lastVersion + 1;
  const Description = description ?? latest.Description;
  const version = { ...latest, Version: String(lastVersion), Description, RevisionId: uuid(engine.cloud.clock) };
  engine.functions.putSettings(name, { ...entry.settings, lastVersion });
  engine.functions.putVersion(version);
  return version;
}

function sameBut(version: FunctionRecord, latest: FunctionRecord): boolean {
  const { Version, RevisionId, Description, LastModified } = version;
  return JSON.stringify({ ...latest, Version, RevisionId, Description, LastModified }) === JSON.stringify(version);
}

interface AliasInput {
  readonly FunctionName?: string;
  readonly Name?: string;
  readonly FunctionVersion?: string;
  readonly Description?: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Record<string, number> };
}

function putAlias(engine: LambdaEngine, input: AliasInput, context: CallContext, isNew: boolean): object {
  const { entry, name } = engine.entry(input.FunctionName, context);
  const Name = String(input.Name);
  const before = isNew ? undefined : engine.alias(input.FunctionName, Name, context).alias;
  if (isNew && entry.aliases.has(Name)) throw conflict(`Alias already exists: ${engine.arn(name, context, Name)}`);
  if (/^\d+$/.test(Name))
    throw invalidParameter(
      `1 validation error detected: Value '${Name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
    );
  const FunctionVersion = input.FunctionVersion ?? before?.FunctionVersion ?? '';
  const weights = input.RoutingConfig ? (input.RoutingConfig.AdditionalVersionWeights ?? {}) : (before?.weights ?? {});
  for (const version of [FunctionVersion, ...Object.keys(weights)])
    if (!entry.versions.has(version)) throw functionNotFound(engine.arn(name, context, version));
  const Description = input.Description ?? before?.Description ?? '';
  const alias = { Name, FunctionVersion, Description, weights, RevisionId: uuid(engine.cloud.clock) };
  engine.functions.putAlias(name, alias);
  return describeAlias(engine, name, alias, context);
}

function describeAlias(engine: LambdaEngine, name: string, alias: AliasRecord, context: CallContext): object {
  const { weights, ...rest } = alias;
  const RoutingConfig = Object.keys(weights).length > 0 ? { AdditionalVersionWeights: weights } : undefined;
  return { ...rest, AliasArn: engine.arn(name, context, alias.Name), RoutingConfig };
}
