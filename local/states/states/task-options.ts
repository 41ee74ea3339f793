import { pointedAt } from '../execution/data.ts';
import type { Visit } from '../execution/visit.ts';
import { QueryFailure, RuntimeFailure } from '../failure.ts';
import { isObject, type Json } from '../json.ts';
import { evaluateTemplate } from '../jsonpath/template.ts';
import type { Timing } from './task-events.ts';

const isSeconds = (value: Json): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0;

export async function timingOf(visit: Visit): Promise<Timing> {
  const timeout = await secondsOf(visit, 'TimeoutSeconds');
  return { timeout, heartbeat: await secondsOf(visit, 'HeartbeatSeconds') };
}

async function secondsOf(visit: Visit, field: 'TimeoutSeconds' | 'HeartbeatSeconds'): Promise<number | undefined> {
  const literal = visit.state[field];
  if (literal !== undefined) return visit.typed(literal, field, 'number', isSeconds);
  const path = visit.state[`${field}Path`];
  if (path === undefined) return undefined;
  const value = pointedAt(path, `${field}Path`, visit.input, visit);
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (isSeconds(seconds)) return seconds;
  throw new RuntimeFailure(
    `The ${field}Path field refers to value "${JSON.stringify(value)}" which is not a positive integer: ${path}`,
  );
}

/** `{roleArn}` of the Credentials field. The role is told in the history; there are no permissions here to switch. */
export async function credentialsOf(visit: Visit): Promise<Json | undefined> {
  const { Credentials: credentials } = visit.state;
  if (credentials === undefined) return undefined;
  const value = visit.jsonata
    ? await visit.evaluate(credentials, 'Credentials')
    : evaluateTemplate(credentials, visit.roots(visit.input), visit.clock);
  if (isObject(value) && typeof value.RoleArn === 'string') return { roleArn: value.RoleArn };
  throw new QueryFailure('The Credentials field must give a RoleArn', 'Credentials');
}
