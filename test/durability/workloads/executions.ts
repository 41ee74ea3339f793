import type { Aws } from '../aws.ts';
import { attempt, mustRefuse, repeat, type Workload } from '../workload.ts';

const DEFINITION = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', SecondsPath: '$.wait', Next: 'Tell' },
    Tell: { Type: 'Pass', Parameters: { 'told.$': '$.id' }, End: true },
  },
};

export const ROLE = 'arn:aws:iam::000000000000:role/durable';

/** Standard executions that wait across a kill: each that was acknowledged ends once, with its own input's output. */
export class Executions implements Workload {
  readonly name = 'Standard executions with a Wait';
  acknowledged = 0;
  #arn = '';
  #next = 0;
  readonly #started = new Map<string, { readonly arn: string; readonly id: string }>();

  async setUp(aws: Aws): Promise<void> {
    const input = { name: 'durable-wait', roleArn: ROLE, definition: JSON.stringify(DEFINITION) };
    this.#arn = (await aws.call<{ stateMachineArn: string }>('states', 'CreateStateMachine', input)).stateMachineArn;
  }

  async step(aws: Aws): Promise<void> {
    const id = `execution-${this.#next++}`;
    const start = { stateMachineArn: this.#arn, name: id, input: JSON.stringify({ id, wait: this.#next % 3 }) };
    const answer = await attempt(aws.call<{ executionArn: string }>('states', 'StartExecution', start));
    if (answer === 'unknown') return;
    this.#started.set(id, { arn: answer.executionArn, id });
    this.acknowledged += 1;
    const other = aws.call('states', 'StartExecution', { ...start, input: '{"id":"ghost","wait":0}' });
    await mustRefuse(other, 'ExecutionAlreadyExists');
  }

  async check(aws: Aws): Promise<string[]> {
    const wrong = await Promise.all(
      [...this.#started.values()].slice(-20).map((one) => this.#compare(aws, one, false)),
    );
    return wrong.flat();
  }

  async settle(aws: Aws): Promise<string[]> {
    const all = [...this.#started.values()];
    let wrong: string[] = [];
    await repeat(20_000, async () => {
      wrong = (await Promise.all(all.map((one) => this.#compare(aws, one, true)))).flat();
      return wrong.length === 0;
    });
    return wrong;
  }

  async #compare(aws: Aws, { arn, id }: { arn: string; id: string }, ended: boolean): Promise<string[]> {
    const { status, output, input } = await aws.call<Record<string, string>>('states', 'DescribeExecution', {
      executionArn: arn,
    });
    if (!input?.includes(`"${id}"`)) return [`${id} has the input ${input}`];
    if (status === 'RUNNING') return ended ? [`${id} did not end`] : [];
    if (status !== 'SUCCEEDED' || output !== `{"told":"${id}"}`) return [`${id} is ${status} with ${output}`];
    return ended ? this.#history(aws, arn, id) : [];
  }

  /** No event twice, none missing: the history goes on where it was. */
  async #history(aws: Aws, executionArn: string, id: string): Promise<string[]> {
    const { events } = await aws.call<{ events: { id: number; type: string }[] }>('states', 'GetExecutionHistory', {
      executionArn,
    });
    const types = events.map(({ type }) => type).join(' ');
    const wanted =
      'ExecutionStarted WaitStateEntered WaitStateExited PassStateEntered PassStateExited ExecutionSucceeded';
    const inOrder = events.every((event, at) => event.id === at + 1);
    return types === wanted && inOrder ? [] : [`${id} has the history ${types}`];
  }
}
