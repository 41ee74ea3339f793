import { type Timer, uuid } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import { invalidParameter, missingParameter, resourceNotFound, unsupportedOperation } from './errors.ts';
import type { StoredMessage } from './message-rows.ts';
import type { Messages } from './messages.ts';
import type { Queue, Queues } from './queues.ts';

interface TaskRow {
  id: string;
  source: string;
  destination: string | null;
  rate: number | null;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  moved: number;
  to_move: number;
  last_seq: number;
  failure: string | null;
  started_at: number;
}

const BATCH = 100;

/**
 * StartMessageMoveTask: moves a dead-letter queue's messages back to where they came from, or to a queue that is named. A moved
 * message is a new one: new id, new age, no receipts. A task survives a restart.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export class MoveTasks {
  readonly #cloud: Cloud;
  readonly #queues: Queues;
  readonly #messages: Messages;
  readonly #timers = new Map<string, Timer>();

  constructor(cloud: Cloud, queues: Queues, messages: Messages) {
    this.#cloud = cloud;
    this.#queues = queues;
    this.#messages = messages;
  }

  resume(): void {
    const running = this.#cloud.store.all<{ id: string }>("SELECT id FROM sqs_move_task WHERE status = 'RUNNING'");
    for (const { id } of running) this.#schedule(id, 0);
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  start(input: { SourceArn?: unknown; DestinationArn?: unknown; MaxNumberOfMessagesPerSecond?: unknown }) {
    const source = this.#source(input.SourceArn);
    const destination = input.DestinationArn === undefined ? null : String(input.DestinationArn);
    if (this.#queues.sourcesOf(source).length === 0) {
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    }
    if (destination !== null && !this.#queues.byArn(destination)) {
      throw resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
    }
    if (this.#running(source.arn)) {
      throw unsupportedOperation(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const id = this.#insert(source, destination, checkedRate(input.MaxNumberOfMessagesPerSecond));
    this.#schedule(id, 0);
    return { TaskHandle: handleOf(id, source.arn) };
  }

  list(input: { SourceArn?: unknown; MaxResults?: number }) {
    const source = this.#source(input.SourceArn);
    const rows = this.#cloud.store.all<TaskRow>(
      'SELECT * FROM sqs_move_task WHERE source = ? ORDER BY started_at DESC, rowid DESC LIMIT ?',
      ...[source.arn, Math.min(10, Math.max(1, input.MaxResults ?? 1))],
    );
    return { Results: rows.map(present) };
  }

  cancel(input: { TaskHandle?: unknown }) {
    const { taskId, sourceArn } = parsedHandle(input.TaskHandle);
    if (!this.#queues.byArn(sourceArn)) {
      throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    }
    const task = this.#get(taskId);
    if (task?.status !== 'RUNNING') throw resourceNotFound('Task does not exist.');
    this.#timers.get(taskId)?.cancel();
    this.#end(task, 'CANCELLED', null);
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  #source(arn: unknown): Queue {
    if (typeof arn !== 'string') throw missingParameter('SourceArn');
    const queue = this.#queues.byArn(arn);
    if (!queue) throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    return queue;
  }

  /** Only what was there when the task started is moved: what fails again meanwhile waits for another task. */
  #insert(source: Queue, destination: string | null, rate: number | null): string {
    const id = uuid(this.#cloud.clock);
    const { visible } = this.#messages.counts(source);
    this.#cloud.store.run(
      "INSERT INTO sqs_move_task (id, source, destination, rate, status, to_move, last_seq, started_at) VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?)",
      ...[id, source.arn, destination, rate, visible, this.#messages.newest(source), this.#cloud.clock.now()],
    );
    return id;
  }

  #schedule(id: string, delayMs: number): void {
    this.#timers.set(
      id,
      this.#cloud.clock.setTimer(delayMs, () => this.#step(id)),
    );
  }

  #step(id: string): void {
    this.#timers.delete(id);
    const task = this.#get(id);
    if (task?.status !== 'RUNNING') return;
    const { ended, found, failure } = this.#moveSome(task);
    if (ended) this.#end(task, failure === undefined ? 'COMPLETED' : 'FAILED', failure ?? null);
    else {
      this.#cloud.store.run('UPDATE sqs_move_task SET moved = ? WHERE id = ?', task.moved, id);
      this.#schedule(id, task.rate === null ? 0 : (1000 * found) / task.rate);
    }
  }

  #moveSome(task: TaskRow): { ended: boolean; found: number; failure?: string } {
    const source = this.#queues.byArn(task.source);
    if (!source) return { ended: true, found: 0, failure: 'AWS.SimpleQueueService.NonExistentQueue' };
    const found = this.#messages.oldest(source, Math.min(task.rate ?? BATCH, BATCH), task.last_seq);
    for (const message of found) {
      const destination = this.#queues.byArn(task.destination ?? message.dead_letter_source ?? '');
      if (!destination) return { ended: true, found: found.length, failure: 'CouldNotDetermineMessageSource' };
      this.#move(source, destination, message);
      task.moved += 1;
    }
    return { ended: found.length === 0 || task.moved >= task.to_move, found: found.length };
  }

  #move(source: Queue, destination: Queue, message: StoredMessage): void {
    const now = this.#cloud.clock.now();
    this.#messages.insert(destination, {
      ...message,
      id: uuid(this.#cloud.clock),
      sent_at: now,
      visible_at: now,
      dedup_id: destination.fifo ? message.id : null,
      received_before: 0,
      dead_letter_source: null,
    });
    this.#messages.remove(source, message);
  }

  #end(task: TaskRow, status: TaskRow['status'], failure: string | null): void {
    this.#cloud.store.run(
      'UPDATE sqs_move_task SET status = ?, failure = ?, moved = ? WHERE id = ?',
      ...[status, failure, task.moved, task.id],
    );
  }

  #get(id: string): TaskRow | undefined {
    return this.#cloud.store.get<TaskRow>('SELECT * FROM sqs_move_task WHERE id = ?', id);
  }

  #running(source: string): boolean {
    return Boolean(
      this.#cloud.store.get("SELECT 1 AS one FROM sqs_move_task WHERE source = ? AND status = 'RUNNING'", source),
    );
  }
}

function checkedRate(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const rate = Number(value);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 500) return rate;
  throw invalidParameter(
    `Value ${value} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500, if provided.`,
  );
}

const handleOf = (taskId: string, sourceArn: string): string =>
  Buffer.from(JSON.stringify({ taskId, sourceArn })).toString('base64');

function parsedHandle(handle: unknown): { taskId: string; sourceArn: string } {
  if (typeof handle !== 'string') throw missingParameter('TaskHandle');
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, 'base64').toString()) as Record<string, unknown>;
    return { taskId: String(taskId), sourceArn: String(sourceArn) };
  } catch (cause) {
    throw Object.assign(invalidParameter('Value for parameter TaskHandle is invalid.'), { cause });
  }
}

const present = (task: TaskRow) => ({
  ...(task.status === 'RUNNING' && { TaskHandle: handleOf(task.id, task.source) }),
  Status: task.status,
  SourceArn: task.source,
  ...(task.destination !== null && { DestinationArn: task.destination }),
  ...(task.rate !== null && { MaxNumberOfMessagesPerSecond: task.rate }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.to_move,
  ...(task.failure !== null && { FailureReason: task.failure }),
  StartedTimestamp: task.started_at,
});
