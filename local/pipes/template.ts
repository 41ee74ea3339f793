import { validation } from '../errors.ts';
import { joined } from './absent.ts';
import { MAX_PAYLOAD_BYTES } from './model.ts';
import { type Path, parsePath, valueAt } from './path.ts';

const VARIABLE = /<([^<>]+)>/g;

/** What `<aws.pipes.…>` stands for. */
export interface ReservedValues {
  readonly pipeArn: string;
  readonly pipeName: string;
  readonly sourceArn: string;
  readonly enrichmentArn: string;
  readonly targetArn: string;
  /** When the event reached this stage, ISO 8601. */
  readonly ingestionTime: string;
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'value';
      readonly inString: boolean;
      readonly read: (event: unknown, reserved: ReservedValues) => unknown;
    };

/** An input template, compiled once for a pipe and applied to each record. Returns text, which need not be JSON. */
export type Template = (event: unknown, reserved: ReservedValues) => string;

const RESERVED: Readonly<Record<string, (event: unknown, reserved: ReservedValues) => unknown>> = {
  'aws.pipes.pipe-arn': (_event, reserved) => reserved.pipeArn,
  'aws.pipes.pipe-name': (_event, reserved) => reserved.pipeName,
  'aws.pipes.source-arn': (_event, reserved) => reserved.sourceArn,
  'aws.pipes.enrichment-arn': (_event, reserved) => reserved.enrichmentArn,
  'aws.pipes.target-arn': (_event, reserved) => reserved.targetArn,
  'aws.pipes.event.ingestion-time': (_event, reserved) => reserved.ingestionTime,
  'aws.pipes.event': (event) => event,
  'aws.pipes.event.json': (event) => unescaped(event),
};

/** The fields of a source's record that carry encoded JSON. */
const ENCODED = ['body', 'data', 'value', 'key'];

/** The event with its encoded fields (a message's body) read as JSON. */
function unescaped(event: unknown): unknown {
  if (event === null || typeof event !== 'object' || Array.isArray(event)) return event;
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, ENCODED.includes(name) ? parsed(value) : value]),
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // not JSON: it stays the text that it is
  }
}

function reader(variable: string): ((event: unknown, reserved: ReservedValues) => unknown) | undefined {
  const reserved = Object.hasOwn(RESERVED, variable) ? RESERVED[variable] : undefined;
  if (reserved) return reserved;
  const path: Path | undefined = parsePath(variable);
  if (!path) return undefined;
  const readsBody = path[0] === 'body' && path.length === 1;
  return (event) => (readsBody ? parsed(valueAt(path, event)) : valueAt(path, event));
}

/** @throws AwsError for what looks like a path or a variable of AWS and is none; other text in angles is text */
export function checkVariables(template: string | undefined): void {
  for (const [placeholder, name = ''] of (template ?? '').matchAll(VARIABLE)) {
    const variable = name.trim();
    if (/^(\$|aws\.)/.test(variable) && !reader(variable)) {
      throw validation(`Invalid json path reference or predefined variable for placeholder ${placeholder}`);
    }
  }
}

/** True if the text ends inside a JSON string: an odd number of quotes that are not escaped. */
function endsInString(text: string, inString: boolean): boolean {
  let open = inString;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\' && open) index += 1;
    else if (text[index] === '"') open = !open;
  }
  return open;
}

/**
 * Compiles an `InputTemplate`: static text or JSON with `<$.path>` and `<aws.pipes.…>`.
 * - a text stands in quotes, unless the template has its own; an object or a list stands as JSON;
 * - inside a text, an object loses its quotes;
 * - a path that leads nowhere leaves its variable out (in a JSON object, the member with it).
 *
 * What looks like a variable and is none (`<b>`) is text.
 */
export function compileTemplate(source: string): Template {
  const parts: Part[] = [];
  let inString = false;
  let last = 0;
  for (const found of source.matchAll(VARIABLE)) {
    const read = reader((found[1] ?? '').trim());
    if (!read) continue;
    const text = source.slice(last, found.index);
    inString = endsInString(text, inString);
    parts.push({ kind: 'text', text }, { kind: 'value', inString, read });
    last = found.index + found[0].length;
  }
  parts.push({ kind: 'text', text: source.slice(last) });
  const isJson = /^\s*[[{]/.test(source);
  return (event, reserved) => render(parts, isJson, event, reserved);
}

/** It ends as soon as the text is more than a pipe carries: a template may name a large record hundreds of times. */
function render(parts: readonly Part[], isJson: boolean, event: unknown, reserved: ReservedValues): string {
  let text = '';
  let absent = false;
  for (const part of parts) {
    if (part.kind === 'text') {
      text = absent ? joined(text, part.text) : text + part.text;
      absent = false;
      continue;
    }
    const value = part.read(event, reserved);
    if (value === undefined && !part.inString && isJson) absent = true;
    else text += shown(value, part.inString, isJson);
    if (text.length > MAX_PAYLOAD_BYTES) break;
  }
  return text;
}

function shown(value: unknown, inString: boolean, isJson: boolean): string {
  if (value === undefined) return '';
  if (!isJson) return typeof value === 'string' ? value : JSON.stringify(value);
  if (!inString) return JSON.stringify(value);
  if (typeof value === 'string') return JSON.stringify(value).slice(1, -1);
  return JSON.stringify(value).replaceAll('"', '').replaceAll('\\', '');
}
