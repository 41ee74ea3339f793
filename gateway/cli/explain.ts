import { buildGateway } from '../build/build.ts';
import type { CallBudget } from '../compiler/stage.ts';
import { sources } from '../sources/index.ts';

/** Prints the calls of an operation, level by level: calls of one level run at once, and need what the levels before brought. */
export function runExplain(
  name: string,
  { operations, json }: { readonly operations: readonly string[]; readonly json: boolean },
): number {
  const build = buildGateway(sources, operations);
  const found = build.operations.find((o) => o.name === name);
  if (!found) {
    console.error(`There is no operation ${name}. There are: ${build.operations.map((o) => o.name).join(', ')}`);
    return 1;
  }
  if (json) console.log(JSON.stringify(found));
  else console.log(picture(found.name, found.kind, found.budget, found.stitched));
  return 0;
}

export function picture(name: string, kind: string, budget: readonly CallBudget[], stitched?: string): string {
  if (stitched !== undefined) return `${kind} ${name} runs stitched: the compiler cannot do ${stitched}`;
  const lines = [`${kind} ${name}: ${budget.length} upstream calls when no batch is cut`];
  for (const c of budget)
    lines.push(
      `  ${c.stage > 0 ? `then (${c.stage + 1}) ` : ''}level ${c.level}  ${'   '.repeat(c.level)}${c.source}.${c.operation}  ${limit(c)}  → ${c.fields.join(', ')}`,
    );
  return lines.join('\n');
}

function limit(c: CallBudget): string {
  if (c.concurrency !== undefined) return `one call a key, ${c.concurrency} at once`;
  return c.keysPerCall === undefined ? 'one call' : `one call for up to ${c.keysPerCall} keys`;
}
