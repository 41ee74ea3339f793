import type { QueryLanguage, StateType } from './types.ts';

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const FLOW = ['Next', 'End'];
const HANDLING = ['Retry', 'Catch'];

/** Which fields a state may have, in both languages, and in each of them. */
export interface Allowed {
  readonly both: readonly string[];
  readonly JSONPath: readonly string[];
  readonly JSONata: readonly string[];
}

const PATHS = ['InputPath', 'OutputPath'];
const RESULTS = [...PATHS, 'ResultPath', 'ResultSelector'];

export const FIELDS: Readonly<Record<StateType, Allowed>> = {
  Pass: {
    both: [...FLOW, 'Assign'],
    JSONPath: [...PATHS, 'ResultPath', 'Parameters', 'Result'],
    JSONata: ['Output'],
  },
  Task: {
    both: [...FLOW, ...HANDLING, 'Assign', 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
    JSONPath: [...RESULTS, 'Parameters', 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
    JSONata: ['Arguments', 'Output'],
  },
  Choice: { both: ['Choices', 'Default', 'Assign'], JSONPath: PATHS, JSONata: ['Output'] },
  Wait: {
    both: [...FLOW, 'Assign', 'Seconds', 'Timestamp'],
    JSONPath: [...PATHS, 'SecondsPath', 'TimestampPath'],
    JSONata: ['Output'],
  },
  Succeed: { both: [], JSONPath: PATHS, JSONata: ['Output'] },
  Fail: { both: ['Error', 'Cause'], JSONPath: ['ErrorPath', 'CausePath'], JSONata: [] },
  Parallel: {
    both: [...FLOW, ...HANDLING, 'Assign', 'Branches'],
    JSONPath: [...RESULTS, 'Parameters'],
    JSONata: ['Arguments', 'Output'],
  },
  Map: {
    both: [
      ...FLOW,
      ...HANDLING,
      'Assign',
      'ItemProcessor',
      'Iterator',
      'ItemSelector',
      'ItemReader',
      'ItemBatcher',
      'ResultWriter',
      'MaxConcurrency',
      'ToleratedFailureCount',
      'ToleratedFailurePercentage',
      'Label',
    ],
    JSONPath: [
      ...RESULTS,
      'Parameters',
      'ItemsPath',
      'MaxConcurrencyPath',
      'ToleratedFailureCountPath',
      'ToleratedFailurePercentagePath',
    ],
    JSONata: ['Items', 'Output'],
  },
};

export const STATE_TYPES = Object.keys(FIELDS);

export const isStateType = (type: unknown): type is StateType =>
  typeof type === 'string' && Object.hasOwn(FIELDS, type);

/** The language that a `QueryLanguage` stands for: what is there and is not exactly `JSONPath` counts as JSONata, on AWS too. */
export function languageOf(own: unknown, inherited: QueryLanguage): QueryLanguage {
  if (own === undefined) return inherited;
  return own === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

/** A field that only the other language has. */
export function otherLanguage(field: string, language: QueryLanguage): string {
  const other = language === 'JSONata' ? 'JSONPath' : 'JSONata';
  return `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`;
}

/** Why a field may not stand in a state, or undefined if it may. */
export const misplaced = (field: string, type: StateType, language: QueryLanguage): string | undefined =>
  COMMON.includes(field) ? undefined : misplacedIn(FIELDS[type], field, language);

/** The same for an object inside a state. */
export function misplacedIn(allowed: Allowed, field: string, language: QueryLanguage): string | undefined {
  if (allowed.both.includes(field) || allowed[language].includes(field)) return undefined;
  const other = language === 'JSONata' ? 'JSONPath' : 'JSONata';
  return allowed[other].includes(field) ? otherLanguage(field, language) : `Field '${field}' is not supported`;
}
