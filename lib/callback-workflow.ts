import { Duration } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { alarms } from './alarms.ts';
import { callbackDefinition } from './callback-definition.ts';
import { dashboard } from './dashboard.ts';
import { directoryEntry } from './directory.ts';
import { BundledFunction } from './function.ts';
import type { HandlerSource } from './handler.ts';
import { machine } from './machine.ts';
import { physicalName } from './naming.ts';
import { hasPersonalData, keysInLog, personalFields } from './personal.ts';
import { deadLetters } from './queues.ts';
import type { Batch, Source } from './sources/source.ts';
import { wholeNumber } from './whole-number.ts';
import { workflowName } from './workflow-name.ts';

/** What a source bears from us, all executions together. */
export interface RateBudgetProps {
  /** Calls at once: the callback function's reserved concurrency. */
  readonly concurrency: number;
  /** Calls a second; each of the concurrent containers spaces its calls by its share. */
  readonly perSecond: number;
}

export interface CallbackWorkflowProps {
  /** Where the notifications come from: `busEvents(…)` or `partnerEvents(…)`. */
  readonly source: Source;
  /** What a notification must be. Fields marked as personal keep the executions' data out of the logs. */
  readonly contract: z.ZodType;
  /** The function made by `callBack({…})`: `handler(import.meta.dirname, 'write.ts')`. */
  readonly callBack: HandlerSource;
  readonly budget: RateBudgetProps;
  /** Where it writes to, as operators are told. */
  readonly target?: string;
  /** The workflow's name; by default that of the construct around it, `ProviderChanged` → `provider-changed`. */
  readonly name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** By the environment variable that names the secret to the function. */
  readonly secrets?: Readonly<Record<string, ISecret>>;
  /** How long a notification waits for others of its key, 1 to 300 seconds; default 2 seconds. */
  readonly window?: Duration;
}

/**
 * As many as go into the 256 KiB of an execution's input (each at most twice `LARGEST_EVENT` as JSON within JSON, and 1.1 KB of the queue's
 * own), and as many as can be retried within the 25,000 events of its history.
 */
const BATCH_SIZE = 40;
const LARGEST_EVENT = 2_048;

/**
 * Event notification: an event only says "look again", since a bus keeps no order. Notifications are coalesced per key, and the
 * source is called back once for each key, within its rate budget; what it says is written to the listener's own view under its version.
 */
export class CallbackWorkflow extends Construct {
  readonly name: string;
  readonly callBack: BundledFunction;
  readonly machine: StateMachine;
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, props: CallbackWorkflowProps) {
    super(scope, id);
    const workflow = workflowName(this, props.name);
    this.name = workflow;
    if (props.source.style !== 'event') {
      throw new Error(
        `${workflow} listens to a table's stream, which has order and data: replicate it with EcstWorkflow. ` +
          'A callback is for notifications of a bus: busEvents() or partnerEvents().',
      );
    }
    const window = props.window ?? Duration.seconds(2);
    // A queue gives more than ten messages at once only to who waits for them, and lets nobody wait for longer.
    wholeNumber(`${workflow}: the window, in seconds,`, window.toSeconds({ integral: false }), 1, 300);
    if (!(props.budget.perSecond > 0))
      throw new Error(`${workflow}: perSecond is more than 0, not ${props.budget.perSecond}.`);
    this.deadLetters = deadLetters(this, 'DeadLetters', workflow);
    this.callBack = this.#function(workflow, props);
    const parts = { workflow, write: this.callBack, deadLetters: this.deadLetters, tellsExecution: true };
    this.machine = machine(this, {
      ...parts,
      type: StateMachineType.STANDARD,
      definition: callbackDefinition({ ...parts, atOnce: Math.ceil(props.budget.concurrency / 2) }),
      logData: !hasPersonalData(props.contract),
    });
    const batch: Batch = {
      size: BATCH_SIZE,
      window,
      largestEvent: LARGEST_EVENT,
    };
    const connection = props.source.connect(this, { workflow, machine: this.machine, write: this.callBack, batch });
    directoryEntry(this, {
      name: workflow,
      style: props.source.style,
      source: connection.origin,
      target: props.target ?? 'DynamoDB',
      personal: personalFields(props.contract),
    });
    dashboard(this, { ...parts, machine: this.machine, connection });
    alarms(this, { ...parts, machine: this.machine, connection, capped: true });
  }

  #function(workflow: string, props: CallbackWorkflowProps): BundledFunction {
    const { callBack, budget, contract, environment, secrets } = props;
    const { concurrency, perSecond } = budget;
    return new BundledFunction(this, 'CallBack', {
      name: physicalName(this, workflow, 'write'),
      description: `${workflow}: calls the source back and writes the view`,
      source: callBack,
      concurrency,
      environment: {
        WORKFLOW: workflow,
        ...keysInLog('event', contract),
        CALL_INTERVAL_MS: String(Math.ceil((1000 * concurrency) / perSecond)),
        ...environment,
      },
      ...(secrets && { secrets }),
    });
  }
}
