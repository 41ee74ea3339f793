import { deepStrictEqual } from 'node:assert/strict';
import { SystemClock } from '../../local/clock.ts';
import { Cloud } from '../../local/cloud.ts';
import { createStatesService } from '../../local/states/service.ts';
import { Store } from '../../local/store.ts';
import { DEFINITION, input, output, serve } from './definition.ts';

/** Standard executions with their full history, in memory or in a file: `machine.ts [FILE]`. Durable: each start is committed. */
const store = new Store(process.argv[2]);
const cloud = new Cloud({ clock: new SystemClock(), store });
cloud.add(createStatesService(cloud));
await cloud.start();
const { stateMachineArn } = await cloud.call<{ stateMachineArn: string }>('states', 'CreateStateMachine', {
  name: `m${process.pid}`,
  roleArn: 'arn:aws:iam::000000000000:role/bench',
  definition: JSON.stringify(DEFINITION),
});

/** As many at once as callers on the wire would be. */
const AT_ONCE = 64;

serve(async ({ from, count }) => {
  for (let at = 0; at < count; at += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - at);
    await Promise.all(Array.from({ length: size }, (_, n) => start(from + at + n)));
  }
  await allEnded();
  const last = from + count - 1;
  const executionArn = stateMachineArn.replace(':stateMachine:', ':execution:').concat(`:e${last}`);
  const described = await cloud.call<{ output: string }>('states', 'DescribeExecution', { executionArn });
  deepStrictEqual(JSON.parse(described.output), output(last));
});

async function start(n: number): Promise<void> {
  const text = JSON.stringify(input(n));
  await cloud.call('states', 'StartExecution', { stateMachineArn, name: `e${n}`, input: text });
  await store.committed();
}

async function allEnded(): Promise<void> {
  for (;;) {
    const running = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 };
    const { executions } = await cloud.call<{ executions: object[] }>('states', 'ListExecutions', running);
    if (executions.length === 0) return store.committed();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
