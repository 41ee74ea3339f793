import { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { BundledFunction } from '../function.ts';
import { wholeNumber } from '../whole-number.ts';

/** How many events start an execution together, and how long one waits for others. */
export interface Batch {
  readonly size: number;
  readonly window: Duration;
  /** An event that is larger ends in the rule's dead letters, instead of breaking its whole batch. */
  readonly largestEvent: number;
}

/** AWS: an execution's input, in characters. */
const LONGEST_INPUT = 262_144;

/** What a queue's message has beside its body, in a pipe's batch: measured, and rounded up. */
const OF_THE_QUEUE = 1_100;

/** With more, each would have less than the least that SQS takes as a message's limit, 1 KB. */
const MOST_EVENTS = 83;

/** A batch whose events, each at most doubled by being JSON within JSON, fit an execution's input. */
export function batchOf(size: number): Batch {
  wholeNumber('A batch of events', size, 1, MOST_EVENTS);
  const largestEvent = Math.floor((LONGEST_INPUT / size - OF_THE_QUEUE) / 2);
  return { size, window: Duration.seconds(2), largestEvent };
}

/** What a source is connected to. */
export interface Listener {
  readonly workflow: string;
  readonly machine: StateMachine;
  readonly write: BundledFunction;
  /** Only for an `event` source; without it, each event has an execution of its own. */
  readonly batch?: Batch;
}

/** Where the events come from, as operators are told. */
export type Origin = { readonly table: string } | { readonly buses: readonly string[] };

/** What a source adds to a workflow, for its alarms and its operators. */
export interface Connection {
  readonly origin: Origin;
  readonly pipeName: string;
  /** Queues that must be empty: deliveries that were given up before the machine saw them. */
  readonly deadLetters: readonly IQueue[];
  /** The queue whose oldest message tells how late the workflow is. */
  readonly backlog?: IQueue;
}

/**
 * Where a workflow's events come from: a value object that hides queue, filter, dead letters and permissions.
 * A `batch` source waits for the machine (Express); an `event` source only starts it (Standard).
 */
export interface Source {
  readonly style: 'batch' | 'event';
  connect(scope: Construct, listener: Listener): Connection;
}
