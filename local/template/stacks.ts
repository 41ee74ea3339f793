import { uuid } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import { checkTemplate } from './check.ts';
import { converge } from './converge.ts';
import { invalid } from './invalid.ts';
import { evaluateOutputs, refuseExportInUse } from './outputs.ts';
import { messageOf, type OnProgress, progressOf, StackError, stackEvent } from './progress.ts';
import { cleanUp, deleteResource } from './removal.ts';
import type { Run } from './run.ts';
import { checkRules, stackScope } from './stack-scope.ts';
import { type Goal, type ResourceRecord, type StackRecord, StackStore } from './stack-store.ts';
import { parseTemplate } from './template.ts';

const everyStacks = new WeakMap<Cloud, Stacks>();

/** The one `Stacks` of a cloud: the API and `npm start` work on the same, one run at a time. */
export function stacksOf(cloud: Cloud): Stacks {
  const stacks = everyStacks.get(cloud) ?? new Stacks(cloud);
  everyStacks.set(cloud, stacks);
  return stacks;
}

/** Makes, changes and deletes stacks, one after another. */
export class Stacks {
  readonly store: StackStore;
  readonly #cloud: Cloud;
  #tail: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.store = new StackStore(cloud.store);
  }

  /** Resolves when nothing is being done. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Goes on with what was interrupted when the process ended. */
  resume(): void {
    for (const { status, id } of this.store.liveStacks())
      if (status === 'DELETE_IN_PROGRESS') this.inBackground(() => this.delete(id));
      else if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS')
        this.inBackground(() => this.apply(id));
  }

  /** Starts without awaiting the end; a failure is in the stack's status and events. */
  inBackground(work: () => Promise<unknown>): void {
    work().catch((error) => {
      if (!(error instanceof StackError)) throw error;
    });
  }

  /** Records what a stack shall be; a new stack gets its id. The template has been checked before anything is written. */
  plan(name: string, goal: Goal, options: { tags?: unknown[]; clientRequestToken?: string } = {}): StackRecord {
    checkTemplate(parseTemplate(goal.template), goal.constructPaths);
    const existing = this.store.findStack(name);
    const now = this.#cloud.clock.now() / 1000;
    const stack: StackRecord = existing
      ? { ...existing, status: existing.reached ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS', goal, updated: now }
      : this.#newStack(name, goal, 'CREATE_IN_PROGRESS');
    Object.assign(stack, options, { reason: undefined });
    this.store.saveStack(stack);
    return stack;
  }

  /** A stack that is only looked at so far, by a change set. */
  review(name: string, goal: Goal): StackRecord {
    const stack = this.#newStack(name, goal, 'REVIEW_IN_PROGRESS');
    this.store.saveStack(stack);
    return stack;
  }

  /** Brings a planned stack to its goal, or back to what it was. */
  apply(stackId: string, onProgress?: OnProgress): Promise<StackRecord> {
    return this.#oneAtATime(async () => {
      const stack = this.#find(stackId);
      const verb = stack.reached ? 'UPDATE' : 'CREATE';
      this.#report(stack, undefined, `${verb}_IN_PROGRESS`, onProgress);
      try {
        await this.#reach(stack, stack.goal, onProgress);
      } catch (error) {
        await this.#rollBack(stack, error, onProgress);
      }
      this.#report(stack, undefined, `${verb}_COMPLETE`, onProgress);
      return stack;
    });
  }

  delete(stackId: string, onProgress?: OnProgress): Promise<StackRecord> {
    return this.#oneAtATime(async () => {
      const stack = this.#find(stackId);
      if (stack.status === 'DELETE_COMPLETE') return stack;
      this.#refuseIfImported(stack, onProgress);
      this.#report(stack, undefined, 'DELETE_IN_PROGRESS', onProgress);
      await this.#deleteAll(stack, onProgress);
      Object.assign(stack, { deleted: this.#cloud.clock.now() / 1000, outputs: [], imports: [] });
      this.#report(stack, undefined, 'DELETE_COMPLETE', onProgress);
      return stack;
    });
  }

  #newStack(name: string, goal: Goal, status: string): StackRecord {
    const id = this.#cloud.arn('cloudformation', `stack/${name}/${uuid(this.#cloud.clock)}`);
    const created = this.#cloud.clock.now() / 1000;
    return { id, name, created, status, goal, outputs: [], imports: [], leftovers: [] };
  }

  /** A stack whose exports others import stays as it is. */
  #refuseIfImported(stack: StackRecord, onProgress?: OnProgress): void {
    try {
      for (const { ExportName } of stack.outputs) if (ExportName) refuseExportInUse(this.store, ExportName, stack.name);
    } catch (error) {
      stack.reason = `Delete canceled. ${messageOf(error)}`;
      this.#report(stack, undefined, stack.status, onProgress, stack.reason);
      throw new StackError(`stack ${stack.name}: ${stack.reason}`, { cause: error });
    }
  }

  async #reach(stack: StackRecord, goal: Goal, onProgress?: OnProgress): Promise<void> {
    const scope = await stackScope(this.#cloud, this.store, stack, goal);
    checkRules(scope);
    const report = this.#resourceReport(stack, onProgress);
    const run: Run = { cloud: this.#cloud, store: this.store, stack, goal, scope, report };
    await converge(run);
    const outputs = evaluateOutputs(this.store, stack, scope);
    Object.assign(stack, { outputs, imports: [...scope.imports] });
    await cleanUp(run);
    Object.assign(stack, { reached: goal, endpoint: this.#cloud.endpoint });
  }

  #resourceReport(stack: StackRecord, onProgress?: OnProgress): Run['report'] {
    return (record, status, reason) => {
      if (this.#stopped) throw new StackError('the runtime is stopping; the stack goes on at the next start');
      Object.assign(record, { status, reason, updated: this.#cloud.clock.now() / 1000 });
      this.store.saveResource(stack.id, record);
      this.#report(stack, record, status, onProgress, reason);
    };
  }

  /** A new stack is deleted again; a changed one goes back to the goal that it had reached. */
  async #rollBack(stack: StackRecord, cause: unknown, onProgress?: OnProgress): Promise<never> {
    if (this.#stopped) throw cause;
    const reason = messageOf(cause);
    const prefix = stack.reached ? 'UPDATE_ROLLBACK' : 'ROLLBACK';
    stack.reason = reason;
    this.#report(stack, undefined, `${prefix}_IN_PROGRESS`, onProgress, reason);
    try {
      if (stack.reached) await this.#reach(stack, stack.reached, onProgress);
      else await this.#deleteAll(stack, onProgress, true);
    } catch (error) {
      this.#report(stack, undefined, `${prefix}_FAILED`, onProgress, messageOf(error));
      throw new StackError(`stack ${stack.name}: ${reason}; and going back failed: ${messageOf(error)}`, { cause });
    }
    this.#report(stack, undefined, `${prefix}_COMPLETE`, onProgress);
    throw new StackError(`stack ${stack.name}: ${reason}`, { cause });
  }

  async #deleteAll(stack: StackRecord, onProgress?: OnProgress, rollback = false): Promise<void> {
    const report = this.#resourceReport(stack, onProgress);
    for (const record of this.store.resources(stack.id).reverse()) {
      const deletionPolicy = rollback ? undefined : record.deletionPolicy;
      const run = { cloud: this.#cloud, store: this.store, stack, report };
      try {
        await deleteResource(run, { ...record, deletionPolicy });
      } catch (error) {
        this.#report(stack, undefined, 'DELETE_FAILED', onProgress, messageOf(error));
        throw new StackError(`stack ${stack.name}: ${record.logicalId} could not be deleted: ${messageOf(error)}`, {
          cause: error,
        });
      }
    }
  }

  #find(nameOrId: string): StackRecord {
    const stack = this.store.findStack(nameOrId);
    if (!stack) throw invalid(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  #report(
    stack: StackRecord,
    record: ResourceRecord | undefined,
    status: string,
    onProgress?: OnProgress,
    reason?: string,
  ): void {
    if (!record) {
      stack.status = status;
      this.store.saveStack(stack);
    }
    const progress = progressOf(stack, record, status, reason);
    this.store.addEvent(stackEvent(this.#cloud.clock, stack, record, progress));
    onProgress?.(progress);
  }

  #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined); // whoever asked for the work sees the error
    return result;
  }
}
