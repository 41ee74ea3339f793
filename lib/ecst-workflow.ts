import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { alarms } from './alarms.ts';
import { dashboard } from './dashboard.ts';
import { batchDefinition, type DefinitionParts, eventDefinition } from './definition.ts';
import { directoryEntry } from './directory.ts';
import { eventBatchDefinition } from './event-batch-definition.ts';
import { BundledFunction } from './function.ts';
import type { HandlerSource } from './handler.ts';
import { machine } from './machine.ts';
import { physicalName } from './naming.ts';
import { hasPersonalData, keysInLog, personalFields } from './personal.ts';
import { deadLetters } from './queues.ts';
import { batchOf, type Source } from './sources/source.ts';
import { Upkeep } from './upkeep.ts';
import { workflowName } from './workflow-name.ts';

export interface EcstWorkflowProps {
  /** Where the events come from: `tableChanges(…)`, `busEvents(…)`, `partnerEvents(…)`. */
  readonly source: Source;
  /** What an event or an item must be. Fields marked as personal keep the executions' data out of the logs. */
  readonly contract: z.ZodType;
  /** The function that writes to the target: `handler(import.meta.dirname, 'write.ts')`. */
  readonly write: HandlerSource;
  /** What is written to, for those who operate it: `Algolia`. */
  readonly target?: string;
  /** The workflow's name; by default that of the construct around it, `InventoryToAlgolia` → `inventory-to-algolia`. */
  readonly name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** By the environment variable that names the secret to the function. */
  readonly secrets?: Readonly<Record<string, ISecret>>;
  /**
   * Of a bus's events: how many share an execution, at most (83); they wait two seconds for each other. Without it, each has its own.
   * A burst then costs a tenth, where the target bears few writes at once.
   */
  readonly batch?: number;
  /** The most writes at once, where the target bears no more. */
  readonly concurrency?: number;
  /** Of a table's replica: how often it is compared with its source. Differences are the metric `Drift`, with an alarm. */
  readonly reconcile?: Schedule;
  /** Of a table's replica whose target does not forget tombstones itself: how often the old ones are removed. */
  readonly purge?: Schedule;
}

/**
 * Event-carried state transfer: what an event or a change carries is written to a target, once or many times, in any order. Events
 * that can never be written are parked in `deadLetters`, with their payload.
 */
export class EcstWorkflow extends Construct {
  readonly name: string;
  readonly write: BundledFunction;
  readonly machine: StateMachine;
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, props: EcstWorkflowProps) {
    super(scope, id);
    this.name = workflowName(this, props.name);
    const workflow = this.name;
    const stream = props.source.style === 'batch';
    if (stream && props.batch !== undefined)
      throw new Error(`${workflow} listens to a table: tableChanges() has a batchSize.`);
    const { reconcile, purge } = props;
    if (!stream && (reconcile || purge))
      throw new Error(`${workflow} takes a bus's events: it has no table to compare its target with.`);
    this.deadLetters = deadLetters(this, 'DeadLetters', workflow);
    const keys = keysInLog(props.source.style, props.contract);
    this.write = new BundledFunction(this, 'Write', {
      name: physicalName(this, workflow, 'write'),
      description: `${workflow}: writes to the target`,
      source: props.write,
      environment: { WORKFLOW: workflow, ...keys, ...props.environment },
      ...(props.secrets && { secrets: props.secrets }),
      ...(props.concurrency !== undefined && { concurrency: props.concurrency }),
    });
    const tellsExecution = keys.LOG_KEYS !== undefined;
    const parts = { workflow, write: this.write, deadLetters: this.deadLetters, tellsExecution };
    this.machine = machine(this, {
      ...parts,
      type: stream ? StateMachineType.EXPRESS : StateMachineType.STANDARD,
      definition: definitionOf(props)(parts),
      logData: !hasPersonalData(props.contract),
    });
    const connection = props.source.connect(this, {
      workflow,
      machine: this.machine,
      write: this.write,
      ...(props.batch !== undefined && { batch: batchOf(props.batch) }),
    });
    directoryEntry(this, {
      name: workflow,
      style: props.source.style,
      source: connection.origin,
      target: props.target ?? '',
      personal: personalFields(props.contract),
    });
    dashboard(this, { ...parts, machine: this.machine, connection });
    alarms(this, { ...parts, machine: this.machine, connection, capped: props.concurrency !== undefined });
    if (reconcile || purge) new Upkeep(this, 'Upkeep', { workflow, write: this.write, reconcile, purge });
  }
}

function definitionOf({ source, batch }: EcstWorkflowProps): (parts: DefinitionParts) => object {
  if (source.style === 'batch') return batchDefinition;
  return batch === undefined ? eventDefinition : eventBatchDefinition;
}
