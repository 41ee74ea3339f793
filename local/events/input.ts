import { validation } from '../errors.ts';
import { TargetResponseError } from './delivery-failure.ts';
import type { Rule, Target } from './rules.ts';

const VARIABLE = /<([A-Za-z0-9_.-]+)>/g;

/**
 * What a target is sent: the event, a constant, a part of the event, or a text made from it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(target: Target, rule: Rule, event: string, now: number): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(JSON.parse(event), target.InputPath) ?? {});
  if (target.InputTransformer !== undefined) return transformed(target.InputTransformer, rule, event, now);
  return event;
}

/** `$.detail.items[0].id`: dots, indexes, quoted names, and `[*]` or `.*` for all. */
export function valueAt(event: unknown, path: string): unknown {
  let values = [event];
  let many = false;
  for (const [, name, quoted, index] of path.matchAll(/\.([^.[\]]+)|\[["']([^"']+)["']\]|\[(\d+|\*)\]/g)) {
    const step = name ?? quoted ?? index ?? '';
    if (step === '*') {
      many = true;
      values = values.flatMap((value) => (value && typeof value === 'object' ? Object.values(value) : []));
    } else values = values.map((value) => child(value, step)).filter((value) => value !== undefined);
  }
  return many ? values : values[0];
}

function child(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string, unknown>)[step];
}

type Transformer = NonNullable<Target['InputTransformer']>;

const EVENT_AS_JSON = 'aws.events.event.json';
const PREDEFINED = new Set([
  ...['aws.events.rule-arn', 'aws.events.rule-name', 'aws.events.event.ingestion-time'],
  ...['aws.events.event', EVENT_AS_JSON],
]);

/** @throws AwsError for a variable that nobody defines, and for the whole event in a template that is no JSON object */
export function checkTemplate(
  target: string,
  { InputTemplate: template, InputPathsMap: paths = {} }: Transformer,
): void {
  for (const [, name = ''] of template.matchAll(VARIABLE)) {
    if (!PREDEFINED.has(name) && !Object.hasOwn(paths, name)) {
      throw validation(`InputTemplate for target ${target} contains invalid placeholder ${name}.`);
    }
    if (name === EVENT_AS_JSON && !template.trimStart().startsWith('{')) {
      throw validation(`InputTemplate for target ${target} contains placeholder ${name} valid only for JSON template.`);
    }
  }
}

function transformed(transformer: Transformer, rule: Rule, event: string, now: number): string {
  const parsed: unknown = JSON.parse(event);
  const variables = new Map<string, unknown>([
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', new Date(now).toISOString()],
    ['aws.events.event', withoutDetail(parsed)],
    [EVENT_AS_JSON, parsed],
  ]);
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {}))
    variables.set(name, valueAt(parsed, path));
  return fill(transformer.InputTemplate, new Values(variables));
}

function withoutDetail(event: unknown): unknown {
  const { detail: _, ...rest } = event as Record<string, unknown>;
  return rest;
}

/** What a target is sent has 1 MiB at most; a template may name the whole event hundreds of times. */
const LARGEST = 1_048_576;

function tooLarge(): TargetResponseError {
  const message = 'The input that the transformer made is larger than 1 MiB.';
  return new TargetResponseError({ code: 'INVALID_PARAMETER', message, retriable: false });
}

/** Counts what stands for each variable. @throws TargetResponseError when it is too much */
class Values {
  readonly #variables: ReadonlyMap<string, unknown>;
  #size = 0;

  constructor(variables: ReadonlyMap<string, unknown>) {
    this.#variables = variables;
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  shown(name: string, show: (value: unknown) => string): string {
    const text = show(this.#variables.get(name));
    this.#size += text.length;
    if (this.#size > LARGEST) throw tooLarge();
    return text;
  }
}

/** Inside quotes a value stands as text; outside, as JSON. A variable without a value is left out. */
function fill(template: string, variables: Values): string {
  const pieces = template.split(/("[^"\\]*(?:\\.[^"\\]*)*")/s);
  return pieces
    .map((piece, index) => (index % 2 === 1 ? insideQuotes(piece, variables) : outside(piece, variables)))
    .join('');
}

const outside = (piece: string, values: Values): string =>
  piece.replace(VARIABLE, (whole, name: string) => (values.has(name) ? values.shown(name, asJson) : whole));

const asJson = (value: unknown): string => (value === undefined ? '""' : JSON.stringify(value));

function insideQuotes(piece: string, values: Values): string {
  return piece.replace(VARIABLE, (whole, name: string) => (values.has(name) ? values.shown(name, asText) : whole));
}

function asText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return JSON.stringify(value).slice(1, -1);
  // An object inside a string loses its inner quotes, as AWS documents.
  return typeof value === 'object' ? JSON.stringify(value).replaceAll('"', '') : String(value);
}
