import { App, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import * as z from 'zod';
import {
  busEvents,
  CallbackWorkflow,
  type CallbackWorkflowProps,
  EcstWorkflow,
  type EcstWorkflowProps,
  handler,
  partnerEvents,
} from './index.ts';

const write = handler(import.meta.dirname, 'misuse.test.ts');
const pattern = { source: ['x'] };

/** A stack without bundling; what is built in it hears of its bus. */
function within(build: (stack: Stack, bus: IEventBus) => void): () => void {
  return () => {
    const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false }), 'Test');
    build(stack, new EventBus(stack, 'Bus'));
  };
}

const ecst = (props: Partial<EcstWorkflowProps>, around = 'UserChanged') =>
  within((stack, bus) => {
    const source = busEvents(bus, pattern);
    new EcstWorkflow(new Construct(stack, around), 'Workflow', { source, contract: z.object({}), write, ...props });
  });

const callback = (props: Partial<CallbackWorkflowProps>) =>
  within((stack, bus) => {
    new CallbackWorkflow(new Construct(stack, 'UserChanged'), 'Workflow', {
      source: busEvents(bus, pattern),
      contract: z.object({}),
      callBack: write,
      budget: { concurrency: 1, perSecond: 1 },
      ...props,
    });
  });

test.each([0, 84, 1.5, -1])('a batch of %d events is refused', (batch) => {
  expect(ecst({ batch })).toThrow(`A batch of events is a whole number from 1 to 83, not ${batch}.`);
});

test('a function that could never run is refused', () => {
  expect(ecst({ concurrency: 0 })).toThrow('user-changed-write: its concurrency is a whole number from 1 on, not 0.');
  expect(callback({ budget: { concurrency: 0, perSecond: 1 } })).toThrow(/its concurrency .* not 0/);
});

test('a rate of nothing and a window that SQS does not know are refused', () => {
  expect(callback({ budget: { concurrency: 1, perSecond: 0 } })).toThrow('perSecond is more than 0, not 0');
  for (const window of [Duration.seconds(0), Duration.millis(1_500), Duration.minutes(6)])
    expect(callback({ window })).toThrow('the window, in seconds, is a whole number from 1 to 300');
});

test('a workflow of no bus is refused', () => {
  expect(() => partnerEvents([], pattern)).toThrow('would hear nothing');
});

test.each(['Users', 'user_changed', '-users', 'users-', ''])('"%s" names no workflow', (name) => {
  expect(ecst({ name })).toThrow(`"${name}" is no name of a workflow`);
});

test('a name with which a function’s would be too long is refused', () => {
  expect(ecst({ name: 'a'.repeat(50) })).toThrow(/has 65 of at most 64 characters/);
  expect(ecst({ name: 'a'.repeat(49) })).not.toThrow();
});

test('two workflows of one name are refused, with both places', () => {
  const twice = within((stack, bus) => {
    for (const id of ['Old', 'New'])
      new EcstWorkflow(new Construct(stack, id), 'Workflow', {
        name: 'users',
        source: busEvents(bus, pattern),
        contract: z.object({}),
        write,
      });
  });
  expect(twice).toThrow('Test/New/Workflow and Test/Old/Workflow are both named users');
});

test('a workflow in the stack itself needs a name', () => {
  const inStack = (name?: string) =>
    within((stack, bus) => {
      const source = busEvents(bus, pattern);
      new EcstWorkflow(stack, 'Workflow', { source, contract: z.object({}), write, ...(name && { name }) });
    });
  expect(inStack()).toThrow('give it a `name`');
  expect(inStack('users')).not.toThrow();
});
