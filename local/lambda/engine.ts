import type { CallContext, Cloud } from '../cloud.ts';
import { CodeStore } from './code/code-store.ts';
import { functionNotFound, notFound } from './errors.ts';
import type { FunctionRecord } from './function-record.ts';
import { type FunctionEntry, FunctionStore, LATEST } from './function-store.ts';
import { type FunctionRef, parseFunctionName } from './names.ts';
import { Workspace } from './runtime-bundle.ts';

/** The function that a call names, and the version that it means. */
export interface Resolved {
  readonly entry: FunctionEntry;
  readonly record: FunctionRecord;
  readonly name: string;
  /** As the caller gave it: a version, an alias, or none. */
  readonly qualifier: string | undefined;
}

/** What all parts of the Lambda engine share. */
export class LambdaEngine {
  readonly cloud: Cloud;
  readonly functions: FunctionStore;
  readonly code: CodeStore;
  readonly #shared: Workspace | undefined;
  #workspace: Workspace | undefined;

  /** @param shared a workspace that outlives this engine, whose unpacked code is then used again */
  constructor(cloud: Cloud, shared?: Workspace) {
    this.cloud = cloud;
    this.#shared = shared;
    this.functions = new FunctionStore(cloud);
    this.code = new CodeStore(cloud, () => this.workspace);
  }

  /** Made when the first function is, since a runtime without functions needs none. */
  get workspace(): Workspace {
    if (this.#shared) return this.#shared;
    this.#workspace ??= new Workspace();
    return this.#workspace;
  }

  removeWorkspace(): void {
    this.#workspace?.remove();
    this.#workspace = undefined;
  }

  arn(name: string, context: Pick<CallContext, 'account' | 'region'>, qualifier?: string): string {
    return this.cloud.arn('lambda', `function:${name}${qualifier ? `:${qualifier}` : ''}`, context);
  }

  /** Finds the function, or throws `ResourceNotFoundException`. An alias is followed to its version. */
  resolve(given: unknown, qualifier: unknown, context: CallContext): Resolved {
    const ref = parseFunctionName(given, qualifier);
    const entry = this.functions.get(ref.name);
    const record = entry && this.#versionOf(entry, ref);
    if (!entry || !record) throw functionNotFound(this.arn(ref.name, context, ref.qualifier));
    return { entry, record, name: ref.name, qualifier: ref.qualifier };
  }

  /** The function whatever the version. */
  entry(given: unknown, context: CallContext): { entry: FunctionEntry; name: string; qualifier: string | undefined } {
    const { name, qualifier } = parseFunctionName(given);
    const entry = this.functions.get(name);
    if (!entry) throw functionNotFound(this.arn(name, context));
    return { entry, name, qualifier };
  }

  alias(given: unknown, alias: unknown, context: CallContext) {
    const { entry, name } = this.entry(given, context);
    const found = entry.aliases.get(String(alias));
    if (!found) throw notFound(`Cannot find alias arn: ${this.arn(name, context, String(alias))}`);
    return { entry, name, alias: found };
  }

  #versionOf(entry: FunctionEntry, { qualifier = LATEST }: FunctionRef): FunctionRecord | undefined {
    const alias = entry.aliases.get(qualifier);
    return entry.versions.get(alias ? this.#drawVersion(alias.FunctionVersion, alias.weights) : qualifier);
  }

  /** An alias may send a share of its calls to other versions. */
  #drawVersion(main: string, weights: Readonly<Record<string, number>>): string {
    const shares = Object.entries(weights);
    if (shares.length === 0) return main;
    let drawn = this.cloud.clock.random();
    for (const [version, share] of shares) {
      drawn -= share;
      if (drawn < 0) return version;
    }
    return main;
  }
}
