import { expressionOf } from '../jsonata/evaluator.ts';
import { type IntrinsicCall, parseIntrinsic } from '../jsonpath/intrinsic-parse.ts';
import { type Path, parsePath } from '../jsonpath/parse.ts';
import type { Machine, QueryLanguage, State } from './types.ts';

/** Which variables each state reads, as DescribeStateMachine tells: `{State1: ['answer']}`. States that read none are absent. */
export function variableReferences(
  machine: Machine,
  language: QueryLanguage = 'JSONPath',
  into: Record<string, string[]> = {},
): Record<string, string[]> {
  const outer = machine.QueryLanguage ?? language;
  for (const [name, state] of Object.entries(machine.States ?? {})) {
    const own = state.QueryLanguage ?? outer;
    const names = namesIn(state, own);
    if (names.size > 0) into[name] = [...names].sort();
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor, state.Iterator]) {
      if (inner) variableReferences(inner, outer, into);
    }
  }
  return into;
}

const MACHINES = new Set(['Branches', 'ItemProcessor', 'Iterator']);

function namesIn(state: State, language: QueryLanguage): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown, key: string) => {
    if (typeof value === 'string') {
      for (const name of language === 'JSONata' ? inExpression(value) : inPath(key, value)) names.add(name);
    } else if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (typeof value === 'object' && value !== null)
      for (const [inner, item] of Object.entries(value)) visit(item, inner);
  };
  for (const [key, value] of Object.entries(state)) if (!MACHINES.has(key)) visit(value, key);
  return names;
}

function inPath(key: string, text: string): string[] {
  if (!key.endsWith('.$') && !key.endsWith('Path') && key !== 'Variable') return [];
  try {
    return text.startsWith('States.') ? inCall(parseIntrinsic(text)) : named(parsePath(text));
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}

const named = ({ root }: Path): string[] => (root.kind === 'variable' ? [root.name] : []);

const inCall = (call: IntrinsicCall): string[] =>
  call.args.flatMap((argument) =>
    argument.kind === 'call' ? inCall(argument.call) : argument.kind === 'path' ? named(argument.path) : [],
  );

/** Names that look like variables and are not called as functions, nor bound inside the expression. */
function inExpression(value: string): string[] {
  const text = expressionOf(value);
  if (text === undefined) return [];
  const code = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\*[\s\S]*?\*\//g, '""');
  const bound = new Set([...code.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)\s*:=/gu)].map((found) => found[1]));
  for (const [, parameters = ''] of code.matchAll(/function\s*\(([^)]*)\)/g)) {
    for (const [, name] of parameters.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)) bound.add(name);
  }
  const used = [...code.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)(?!\s*\(|[\p{ID_Continue}])/gu)].map(
    (found) => found[1] as string,
  );
  return used.filter((name) => name !== 'states' && !bound.has(name));
}
