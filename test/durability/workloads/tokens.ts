import type { Aws } from '../aws.ts';
import { Refused } from '../aws.ts';
import { attempt, repeat, type Workload } from '../workload.ts';
import { ROLE } from './executions.ts';
import { createQueue, receive, remove } from './queue.ts';

/** Executions that wait for a token, which goes through a queue: an answer that was acknowledged is the execution's output. */
export class Tokens implements Workload {
  readonly name = 'task tokens';
  acknowledged = 0;
  #url = '';
  #arn = '';
  #next = 0;
  readonly #started = new Map<string, string>();
  readonly #answered = new Set<string>();

  async setUp(aws: Aws): Promise<void> {
    this.#url = await createQueue(aws, 'durable-tokens', 1);
    const definition = JSON.stringify(asking(this.#url));
    const input = { name: 'durable-token', roleArn: ROLE, definition };
    this.#arn = (await aws.call<{ stateMachineArn: string }>('states', 'CreateStateMachine', input)).stateMachineArn;
  }

  async step(aws: Aws): Promise<void> {
    const id = `token-${this.#next++}`;
    const start = { stateMachineArn: this.#arn, name: id, input: JSON.stringify({ id }) };
    const answer = await attempt(aws.call<{ executionArn: string }>('states', 'StartExecution', start));
    if (answer === 'unknown') return;
    this.#started.set(id, answer.executionArn);
    this.acknowledged += 1;
    await this.#answer(aws);
  }

  async check(aws: Aws): Promise<string[]> {
    const answered = [...this.#answered].slice(-20);
    return (await Promise.all(answered.map((id) => this.#compare(aws, id)))).flat();
  }

  async settle(aws: Aws): Promise<string[]> {
    let wrong: string[] = [];
    await repeat(20_000, async () => {
      await this.#answer(aws);
      wrong = (await Promise.all([...this.#started.keys()].map((id) => this.#compare(aws, id)))).flat();
      return wrong.length === 0;
    });
    return wrong;
  }

  async #answer(aws: Aws): Promise<void> {
    for (const message of await receive(aws, this.#url)) {
      const { id, token } = JSON.parse(message.Body) as { id: string; token: string };
      if ((await this.#succeed(aws, id, token)) && (await remove(aws, this.#url, message))) this.acknowledged += 1;
    }
  }

  /** False if nobody knows whether the answer arrived: the message then comes again. */
  async #succeed(aws: Aws, id: string, taskToken: string): Promise<boolean> {
    try {
      const input = { taskToken, output: JSON.stringify({ answered: id }) };
      if ((await attempt(aws.call('states', 'SendTaskSuccess', input))) === 'unknown') return false;
      if (this.#started.has(id)) this.#answered.add(id);
    } catch (error) {
      // an earlier answer did arrive
      if (!(error instanceof Refused) || !/TaskTimedOut|TaskDoesNotExist/.test(error.code)) throw error;
    }
    return true;
  }

  async #compare(aws: Aws, id: string): Promise<string[]> {
    const input = { executionArn: this.#started.get(id) };
    const { status, output } = await aws.call<Record<string, string>>('states', 'DescribeExecution', input);
    const right = status === 'SUCCEEDED' && output === JSON.stringify({ answered: id });
    return right ? [] : [`${id} is ${status} with ${output}`];
  }
}

const asking = (QueueUrl: string): object => ({
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl, MessageBody: { 'id.$': '$.id', 'token.$': '$$.Task.Token' } },
      End: true,
    },
  },
});
