import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { type BuiltOperation, buildGateway, type GatewayBuild } from '../build/build.ts';
import { describeProblem } from '../problems.ts';
import { sources } from '../sources/index.ts';
import { rehearse } from './rehearse.ts';

export interface CheckOptions {
  readonly operations: readonly string[];
  readonly released: string;
  readonly accept: boolean;
  readonly json: boolean;
}

export interface CheckReport {
  /** Schema changes that break some client, registered here or not. */
  readonly breaking: readonly string[];
  /** Operations that may now make more calls than released. */
  readonly budgets: readonly string[];
  /** Registered operations that no longer run as they did, with their page's file. */
  readonly operations: readonly string[];
  readonly problems: readonly string[];
}

/** Compares with the last release. Answers the exit code: 1 if anything breaks, unless it is accepted. */
export async function runCheck(options: CheckOptions): Promise<number> {
  const build = buildGateway(sources, options.operations);
  const report = await checkBuild(build, options.released);
  const clean = Object.values(report).every((list) => list.length === 0);
  if (options.json) console.log(JSON.stringify(report));
  else print(report, clean);
  if (options.accept) writeRelease(build, options.released);
  return clean || options.accept ? 0 : 1;
}

export async function checkBuild(build: GatewayBuild, released: string): Promise<CheckReport> {
  const schemaFile = join(released, 'schema.graphql');
  const before = existsSync(schemaFile) ? readFileSync(schemaFile, 'utf8') : undefined;
  const operationsFile = join(released, 'operations.json');
  const known: BuiltOperation[] = existsSync(operationsFile) ? JSON.parse(readFileSync(operationsFile, 'utf8')) : [];
  return {
    breaking: before === undefined ? [] : await breakingChanges(before, build.sdl),
    budgets: known.flatMap((o) =>
      risen(
        o,
        build.operations.find((n) => n.name === o.name),
      ),
    ),
    operations: [...invalid(build.operations), ...(await rehearse(build))],
    problems: build.problems.filter((p) => p.severity === 'error').map(describeProblem),
  };
}

async function breakingChanges(before: string, now: string): Promise<string[]> {
  const changes = await diff(buildSchema(before), buildSchema(now));
  return changes.filter((c) => c.criticality.level === CriticalityLevel.Breaking).map((c) => c.message);
}

const invalid = (operations: readonly BuiltOperation[]): string[] =>
  operations.flatMap((o) => (o.errors ?? []).map((e) => `${o.name} (${o.file}): ${e}`));

function risen(before: BuiltOperation, now: BuiltOperation | undefined): string[] {
  if (!now || now.budget.length <= before.budget.length) return [];
  return [`${now.name}: ${before.budget.length} calls before, ${now.budget.length} now`];
}

function print(report: CheckReport, clean: boolean): void {
  const section = (title: string, list: readonly string[]): void => {
    if (list.length > 0) console.log(`${title}\n${list.map((l) => `  ${l}`).join('\n')}`);
  };
  section('Breaking changes of the schema:', report.breaking);
  section('Call budgets that rose:', report.budgets);
  section('Registered operations that break:', report.operations);
  section('Sources at fault:', report.problems);
  if (clean) console.log('Nothing breaks.');
}

function writeRelease(build: GatewayBuild, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'schema.graphql'), `${build.sdl}\n`);
  const operations = build.operations.map(({ name, file: _, ...rest }) => ({ name, ...rest }));
  writeFileSync(join(folder, 'operations.json'), `${JSON.stringify(operations, null, 2)}\n`);
}
