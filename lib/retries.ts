import { RETRYABLE_ERRORS } from '../functions/errors.ts';

/** Faults of Lambda itself, or of our deployment: they concern every event, so none is to blame. */
const LAMBDA_FAULTS = [
  'Lambda.ServiceException',
  'Lambda.SdkClientException',
  'Lambda.AWSLambdaException',
  'Lambda.ClientExecutionTimeoutException',
];
const THROTTLED = 'Lambda.TooManyRequestsException';
const BROKEN_DEPLOYMENT = [
  'Lambda.ResourceNotFoundException',
  'Runtime.ImportModuleError',
  'Runtime.HandlerNotFound',
  'Runtime.UserCodeSyntaxError',
  'States.Permissions',
];

/** Errors that say nothing about the event: an outage. Everything else may be the event's own fault. */
export const OUTAGES = [...RETRYABLE_ERRORS, ...LAMBDA_FAULTS, THROTTLED, ...BROKEN_DEPLOYMENT];

/**
 * Behind a stream pipe: about half a minute in all, for an Express execution and the pipe's call both end after 5 minutes, and
 * the pipe itself tries again for hours.
 */
export const SHORT_RETRY = [
  {
    ErrorEquals: [...RETRYABLE_ERRORS, ...LAMBDA_FAULTS, THROTTLED],
    IntervalSeconds: 1,
    MaxAttempts: 5,
    BackoffRate: 2,
    MaxDelaySeconds: 20,
    JitterStrategy: 'FULL',
  },
];

const WAITED_OUT = [
  ...RETRYABLE_ERRORS,
  ...LAMBDA_FAULTS,
  ...BROKEN_DEPLOYMENT.filter((name) => name !== 'States.Permissions'),
];

/**
 * Behind a queue pipe: the message is gone from its queue, so the machine waits out an outage itself, for about a day: 600 waits
 * that grow to 5 minutes, each of them half that on average under full jitter. Throttling by the function's own concurrency is
 * waiting in line rather than an outage, so its waits stay short. Both together stay below the 25,000 events of a history.
 */
export const LONG_RETRY = [
  {
    ErrorEquals: [THROTTLED],
    IntervalSeconds: 1,
    MaxAttempts: 3000,
    BackoffRate: 1.3,
    MaxDelaySeconds: 30,
    JitterStrategy: 'FULL',
  },
  {
    ErrorEquals: WAITED_OUT,
    IntervalSeconds: 2,
    MaxAttempts: 600,
    BackoffRate: 2,
    MaxDelaySeconds: 300,
    JitterStrategy: 'FULL',
  },
];

/**
 * For one key of a batch of notifications, whose keys share the 25,000 events of one history: fewer and longer waits than above, yet
 * again about a day of an outage, and an hour of standing in line for the source's budget.
 */
export const CALLBACK_RETRY = [
  {
    ErrorEquals: [THROTTLED],
    IntervalSeconds: 1,
    MaxAttempts: 40,
    BackoffRate: 1.3,
    MaxDelaySeconds: 300,
    JitterStrategy: 'FULL',
  },
  {
    ErrorEquals: WAITED_OUT,
    IntervalSeconds: 2,
    MaxAttempts: 100,
    BackoffRate: 1.6,
    MaxDelaySeconds: 1_800,
    JitterStrategy: 'FULL',
  },
];

/**
 * For a batch of events, which may have as many turns as it has events, and one more: again about a day of an outage, and six hours
 * of standing in line, within the 25,000 events of one history.
 */
export const EVENT_BATCH_RETRY = [
  {
    ErrorEquals: [THROTTLED],
    IntervalSeconds: 1,
    MaxAttempts: 140,
    BackoffRate: 1.3,
    MaxDelaySeconds: 300,
    JitterStrategy: 'FULL',
  },
  {
    ErrorEquals: WAITED_OUT,
    IntervalSeconds: 2,
    MaxAttempts: 290,
    BackoffRate: 2,
    MaxDelaySeconds: 600,
    JitterStrategy: 'FULL',
  },
];
