import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { isObject } from '../functions/json.ts';
import type { Clients } from './clients.ts';
import { allowed, awsErrorName, NotFoundError, OperationError } from './errors.ts';

/** Where a workflow's events come from. */
export type Origin = { readonly table: string } | { readonly buses: readonly string[] };

/** A deployed workflow: what the stack's outputs tell of it, and the names and ARNs of its parts, which follow from its name. */
export interface Workflow {
  readonly name: string;
  readonly stack: string;
  /** `batch`: behind a stream, an Express machine; `event`: behind a queue, a Standard one. */
  readonly style: 'batch' | 'event';
  readonly source: Origin;
  /** What it writes to, for people: `Algolia`; may be empty. */
  readonly target: string;
  /** Names of fields that are masked when shown. Where there are any, executions are logged without their data. */
  readonly personal: readonly string[];
  readonly machineArn: string;
  readonly logGroup: string;
  readonly pipe: string;
  readonly writeFunction: string;
  /** The queue between bus and pipe; a `batch` workflow has none. */
  readonly queue?: string;
  readonly deadLetterQueues: readonly DeadLetterQueue[];
  readonly auditLogGroup: string;
}

/**
 * - `parked`: by the machine, with payload and reason;
 * - `pipe`: pointers to stream records that the pipe gave up;
 * - `queue`: messages that the pipe could not hand to the machine;
 * - `rule`: events that the rule could not deliver to the queue.
 */
export type LetterKind = 'parked' | 'pipe' | 'queue' | 'rule';

export interface DeadLetterQueue {
  readonly kind: LetterKind;
  readonly name: string;
}

type StackReader = Pick<Clients, 'cloudFormation'>;

/** The workflows of a stack, by name. */
export async function listWorkflows(clients: StackReader, stack = 'Penstock'): Promise<Workflow[]> {
  const { Stacks = [] } = await describe(clients, stack);
  const [found] = Stacks;
  if (!found?.StackId) throw new NotFoundError(`there is no stack ${stack}`);
  const place = placeOf(found.StackId);
  const entries = (found.Outputs ?? []).flatMap(({ OutputKey, OutputValue }) => read(OutputKey, OutputValue));
  return entries.map((entry) => assemble(entry, stack, place)).sort((a, b) => a.name.localeCompare(b.name));
}

/** @throws NotFoundError, which names the workflows that there are */
export async function findWorkflow(clients: Clients, name: string, stack?: string): Promise<Workflow> {
  const all = await listWorkflows(clients, stack);
  const found = all.find((workflow) => workflow.name === name);
  if (found) return found;
  throw new NotFoundError(`there is no workflow ${name}; there are: ${all.map((w) => w.name).join(', ') || 'none'}`);
}

/** The named workflow alone, or all. */
export async function chooseWorkflows(clients: Clients, name?: string, stack?: string): Promise<Workflow[]> {
  return name === undefined ? listWorkflows(clients, stack) : [await findWorkflow(clients, name, stack)];
}

async function describe({ cloudFormation }: StackReader, StackName: string) {
  try {
    return await allowed('cloudformation:DescribeStacks', () =>
      cloudFormation.send(new DescribeStacksCommand({ StackName })),
    );
  } catch (error) {
    if (awsErrorName(error) !== 'ValidationError') throw error;
    throw new NotFoundError(`there is no stack ${StackName} here; --stack, --region or --endpoint may be another`, {
      cause: error,
    });
  }
}

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** `arn:aws:cloudformation:eu-west-1:111122223333:stack/Penstock/…` */
function placeOf(stackId: string): Place {
  const [, partition, , region, account] = stackId.split(':');
  if (!partition || !region || !account) throw new OperationError(`not the ARN of a stack: ${stackId}`);
  return { partition, region, account };
}

type Entry = Pick<Workflow, 'name' | 'style' | 'source' | 'target' | 'personal'>;

/** The stack's outputs hold other things too; a workflow's is JSON under a key of its own kind. */
function read(key = '', value = ''): Entry[] {
  if (!key.startsWith('Workflow') || !value.startsWith('{')) return [];
  const entry: unknown = JSON.parse(value);
  return isEntry(entry) ? [entry] : [];
}

function isEntry(value: unknown): value is Entry {
  return (
    isObject(value) &&
    typeof value.name === 'string' &&
    (value.style === 'batch' || value.style === 'event') &&
    isObject(value.source) &&
    Array.isArray(value.personal)
  );
}

function assemble(entry: Entry, stack: string, { partition, region, account }: Place): Workflow {
  const name = `${stack}-${entry.name}`;
  const queues: LetterKind[] = entry.style === 'batch' ? ['parked', 'pipe'] : ['parked', 'queue', 'rule'];
  return {
    ...entry,
    stack,
    machineArn: `arn:${partition}:states:${region}:${account}:stateMachine:${name}`,
    logGroup: `/aws/vendedlogs/states/${name}`,
    pipe: name,
    writeFunction: `${name}-write`,
    ...(entry.style === 'event' && { queue: `${name}-events` }),
    deadLetterQueues: queues.map((kind) => ({
      kind,
      name: kind === 'parked' ? `${name}-dead-letters` : `${name}-${kind}-dead-letters`,
    })),
    auditLogGroup: `/penstock/${stack}/audit`,
  };
}
