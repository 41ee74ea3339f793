import { type ArgumentsCode, argumentsCode, type VariableNodes } from './arguments.ts';
import { Completers, isKeyList, loaderName } from './completers.ts';
import { anyText } from './condition.ts';
import { LinkPlanner, type Step } from './links.ts';
import { type Emitter, fieldLabel } from './names.ts';
import type { FieldSelection, ObjectSelection } from './tree.ts';
import { Walkers } from './walkers.ts';

/** One upstream call that an operation may make; batches say how many keys fit into one call. */
export interface CallBudget {
  readonly stage: number;
  readonly level: number;
  readonly source: string;
  readonly operation: string;
  /** Answer fields that it serves. */
  readonly fields: readonly string[];
  /** Keys per call; undefined for a call that is made once. */
  readonly keysPerCall?: number;
  /** Where there is no batch operation: calls at once. */
  readonly concurrency?: number;
}

/** Root fields that run together: a whole query, or one field of a mutation. */
export class Stage {
  /** The emitted function: fills `r` and answers it, or null where the whole answer is null. */
  readonly name: string;
  readonly budget: CallBudget[];
  private readonly links = new LinkPlanner();
  private readonly index: number;

  constructor(index: number, root: ObjectSelection, emitter: Emitter, variables: VariableNodes) {
    this.index = index;
    const fields = root.fields.filter((f) => f.field);
    for (const [i, f] of fields.entries()) this.links.root(i, f);
    this.links.plan();
    const chain = isChain(fields, this.links.steps);
    const completers = new Completers(emitter, this.links);
    const walkers = new Walkers(emitter, this.links);
    const roots = fields.map((f, i) => rootCode(f, i, this.links, emitter, walkers, variables, chain));
    const steps = this.links.steps.map((s) => this.stepCode(s, emitter, walkers, chain));
    const completion = completers.fields(
      root,
      (f) => this.rootValue(f, fields, completers, variables),
      '{ taken(st); return null; }',
    );
    const keys = this.links.uses.map(() => 'new Set()').join(', ');
    const rows = this.links.loaders.map((l) => `${loaderName(emitter, l)}: new Map()`).join(', ');
    const prepare = `const v = st.v; let t; st.k = [${keys}]; st.rows = { ${rows} };`;
    const wait = chain ? '' : this.wait(fields, roots.length);
    const lines = [prepare, ...roots, ...steps, wait, completion, 'return r;'];
    this.name = emitter.asyncFunction('s', `(st, r, p) {\n${lines.filter(Boolean).join('\n')}\n}`);
    this.budget = [...fields.flatMap((f) => rootBudget(index, f)), ...this.links.steps.map((s) => this.stepBudget(s))];
  }

  private rootValue(
    f: FieldSelection,
    fields: readonly FieldSelection[],
    completers: Completers,
    variables: VariableNodes,
  ): string {
    if (f.meta?.kind !== 'lookup') return `r${fields.indexOf(f)}`;
    const { object, nullChecks } = argumentsCode(f, variables);
    return `${refusals(nullChecks)}${completers.linked(f, `(${object})[${JSON.stringify(f.meta.argument)}]`)}`;
  }

  private stepCode(step: Step, emitter: Emitter, walkers: Walkers, chain: boolean): string {
    const loader = loaderName(emitter, step.loader);
    const after = [...[...step.after.roots].map((i) => `p${i}`), ...[...step.after.steps].map((i) => `q${i}`)];
    const sets = step.uses.map((u) => `st.k[${u.index}]`).join(', ');
    const visits = step.uses.flatMap((u) => {
      const walker = u.field.value && walkers.of({ ...u.field.value, type: rowType(u.field) });
      return walker ? [`each(st, st.k[${u.index}], st.rows.${loader}, ${walker});`] : [];
    });
    const fetch = `load(st, ${loader}, st.rows.${loader}, [${sets}])`;
    if (chain) return `await ${fetch};${visits.map((v) => ` ${v}`).join('')}`;
    const start =
      after.length === 0
        ? fetch
        : after.length === 1
          ? `${after[0]}.then(() => ${fetch})`
          : `Promise.all([${after.join(', ')}]).then(() => ${fetch})`;
    return `const q${step.index} = ${start}${visits.length > 0 ? `.then(() => { ${visits.join(' ')} })` : ''};`;
  }

  private wait(fields: readonly FieldSelection[], roots: number): string {
    const calls = fields.flatMap((f, i) => (f.meta?.kind === 'operation' && i < roots ? [`p${i}`] : []));
    const all = [...calls, ...this.links.steps.map((s) => `q${s.index}`)];
    return all.length === 1 ? `await ${all[0]};` : all.length > 1 ? `await Promise.all([${all.join(', ')}]);` : '';
  }

  private stepBudget(step: Step): CallBudget {
    const { loader } = step;
    const limit = loader.concurrency === undefined ? { keysPerCall: loader.max } : { concurrency: loader.concurrency };
    return {
      stage: this.index,
      level: step.level,
      source: loader.call.source,
      operation: loader.call.id,
      fields: step.uses.map((u) => fieldLabel(u.field)),
      ...limit,
    };
  }
}

/** Whether everything waits for what stands before it, so that nothing runs side by side: plain `await` says it with fewest promises. */
function isChain(fields: readonly FieldSelection[], steps: readonly Step[]): boolean {
  const calls = fields.filter((f) => f.meta?.kind === 'operation').length;
  return (
    calls <= 1 &&
    steps.every((s, i) => s.index === i && (i === 0 ? s.after.roots.size === calls : s.after.steps.has(i - 1)))
  );
}

/** A loader's row is one object, or a list of them where it groups. */
function rowType(f: FieldSelection) {
  const type = f.field?.type;
  if (!type || !f.value) throw new Error(`${fieldLabel(f)} has no type`);
  return isKeyList(f) && 'ofType' in type ? type.ofType : type;
}

const refusals = (checks: ArgumentsCode['nullChecks']): string =>
  checks.map((c) => `${c.test} ? nullArgument(${JSON.stringify(c.argument)}, ${JSON.stringify(c.type)}) : `).join('');

function rootBudget(stage: number, f: FieldSelection): CallBudget[] {
  if (f.meta?.kind !== 'operation') return [];
  return [{ stage, level: 0, source: f.meta.call.source, operation: f.meta.call.id, fields: [fieldLabel(f)] }];
}

function rootCode(
  f: FieldSelection,
  i: number,
  links: LinkPlanner,
  emitter: Emitter,
  walkers: Walkers,
  variables: VariableNodes,
  chain: boolean,
): string {
  const condition = anyText(f.places.map((p) => p.condition));
  const { object, nullChecks } = argumentsCode(f, variables);
  if (f.meta?.kind === 'lookup') {
    const use = links.byField.get(f);
    const add = `${isKeyList(f) ? 'addKeys' : 'addKey'}(st.k[${use?.index}], (${object})[${JSON.stringify(f.meta.argument)}]);`;
    return condition === undefined ? add : `if (${condition}) ${add}`;
  }
  if (f.meta?.kind !== 'operation') return '';
  const descriptor = emitter.constant('c', JSON.stringify(f.meta.call));
  const checks = refusals(nullChecks);
  const walker = f.value && walkers.of(f.value);
  const visit = walker
    ? ` if (r${i} !== null && r${i} !== undefined && !(r${i} instanceof Failure)) ${walker}(st, r${i});`
    : '';
  if (chain) {
    const called = `${checks}call(st, ${descriptor}, ${object})`;
    return `const r${i} = await (${condition === undefined ? called : `${condition} ? ${called} : null`});${visit}`;
  }
  const start =
    checks === ''
      ? `call(st, ${descriptor}, ${object})`
      : `Promise.resolve(${checks}call(st, ${descriptor}, ${object}))`;
  const made = condition === undefined ? start : `(${condition} ? ${start} : Promise.resolve(null))`;
  return `let r${i}; const p${i} = ${made}.then((x) => { r${i} = x;${visit} });`;
}
