import { AwsError } from '../errors.ts';
import type { AlarmState } from './alarm.ts';

const TOKEN =
  /\s*(?:(\(|\))|(ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"([^"]*)"|'([^']*)'|([^()"']*?))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b)/y;

type StateOf = (alarm: string) => AlarmState | undefined;
type Rule = (state: StateOf) => boolean;
type Token = { readonly word: string; readonly alarm?: string };

/**
 * A composite alarm's rule, such as `ALARM(cpu) AND NOT OK("disk")`, as a function of the other alarms' states.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function parseAlarmRule(source: string): { readonly holds: Rule; readonly alarms: readonly string[] } {
  const tokens = read(source);
  let next = 0;
  const take = (): Token => tokens[next++] ?? refuse(source);
  const either = (): Rule => {
    let left = both();
    while (tokens[next]?.word === 'OR') {
      next += 1;
      left = or(left, both());
    }
    return left;
  };
  const both = (): Rule => {
    let left = single();
    while (tokens[next]?.word === 'AND') {
      next += 1;
      left = and(left, single());
    }
    return left;
  };
  const single = (): Rule => {
    const { word, alarm } = take();
    if (alarm !== undefined) return (state) => state(alarm) === word;
    if (word === 'NOT') return not(single());
    if (word === 'TRUE' || word === 'FALSE') return () => word === 'TRUE';
    if (word !== '(') return refuse(source);
    const inner = either();
    return take().word === ')' ? inner : refuse(source);
  };
  const holds = either();
  if (next < tokens.length) refuse(source);
  return { holds, alarms: tokens.flatMap(({ alarm }) => alarm ?? []) };
}

const or =
  (left: Rule, right: Rule): Rule =>
  (state) =>
    left(state) || right(state);
const and =
  (left: Rule, right: Rule): Rule =>
  (state) =>
    left(state) && right(state);
const not =
  (rule: Rule): Rule =>
  (state) =>
    !rule(state);

function read(source: string): Token[] {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text) ?? refuse(source);
    const [, bracket, state, double, quoted, plain, word] = match;
    tokens.push(
      state ? { word: state, alarm: nameOf(double ?? quoted ?? plain ?? '') } : { word: bracket ?? word ?? '' },
    );
  }
  return tokens;
}

/** An alarm is named by its name or its ARN. */
const nameOf = (alarm: string): string => alarm.replace(/^arn:aws:cloudwatch:[^:]*:[^:]*:alarm:/, '');

function refuse(source: string): never {
  throw new AwsError('ValidationError', `AlarmRule must not contain invalid syntax: ${source}`);
}
