import { NotSupportedError } from '../../errors.ts';
import { serviceOf } from '../model.ts';
import { eventsTarget } from './events.ts';
import { httpTarget } from './http.ts';
import { lambdaTarget } from './lambda.ts';
import { logsTarget } from './logs.ts';
import { snsTarget } from './sns.ts';
import { sqsTarget } from './sqs.ts';
import { statesTarget } from './states.ts';
import type { Target } from './target.ts';

const TARGETS: Readonly<Record<string, Target>> = {
  states: statesTarget,
  lambda: lambdaTarget,
  sqs: sqsTarget,
  sns: snsTarget,
  logs: logsTarget,
};

/** The way to deliver to a target of this ARN. */
export function targetOf(arn: string): Target {
  const service = serviceOf(arn);
  if (service === 'events' && arn.includes(':api-destination/')) return httpTarget;
  if (service === 'events' && arn.includes(':event-bus/')) return eventsTarget;
  const target = Object.hasOwn(TARGETS, service) ? TARGETS[service] : undefined;
  if (!target) throw new NotSupportedError(`a pipe to ${service || arn}`);
  return target;
}
