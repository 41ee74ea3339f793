import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { BundledFunction } from '../function.ts';

/** What a source is connected to. */
export interface Listener {
  readonly workflow: string;
  readonly machine: StateMachine;
  readonly write: BundledFunction;
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
