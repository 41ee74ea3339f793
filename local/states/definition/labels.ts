import { AwsError } from '../../errors.ts';
import type { Machine, State } from './types.ts';

const INVALID = /[\s"#$%&*,:;<>?[\\\]^`{|}~\p{Cc}]/u;
const LONGEST = 40;

/**
 * Refuses the labels of distributed Maps that are too long or hold a character that an ARN cannot. How AWS words it is not documented;
 * the text is that of the recorded conformance cases.
 */
export function checkLabels(machine: Machine, text: string): void {
  for (const state of statesWithin(machine)) {
    if (typeof state.Label !== 'string') continue;
    const bad = INVALID.exec(state.Label)?.[0];
    if (state.Label.length > LONGEST) throw refusal(`Label cannot exceed ${LONGEST} characters`, text);
    if (bad !== undefined) throw refusal(`Label contains invalid character: ${quoted(bad)}`, text);
  }
}

/** All states of a machine and of the machines inside it. */
export function* statesWithin(machine: Machine): Generator<State> {
  for (const state of Object.values(machine.States)) {
    yield state;
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor, state.Iterator]) {
      if (inner) yield* statesWithin(inner);
    }
  }
}

const refusal = (why: string, text: string): AwsError =>
  new AwsError('InvalidDefinition', `Error=ValueError Args=[${quoted(why)}] in definition '${text}'.`);

/** A text in quotes, with what does not print escaped. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = [...text].map((char) => escaped(char, quote)).join('');
  return `${quote}${body}${quote}`;
}

function escaped(char: string, quote: string): string {
  if (char === '\\' || char === quote) return `\\${char}`;
  const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[char];
  if (named) return named;
  const code = char.codePointAt(0) ?? 0;
  const hidden = code < 0x20 || (code >= 0x7f && code <= 0xa0);
  return hidden ? `\\x${code.toString(16).padStart(2, '0')}` : char;
}
