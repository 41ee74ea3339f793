import { InvokeCommand } from '@aws-sdk/client-lambda';
import { StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { type Clients, openClients } from '../clients.ts';
import {
  awsError,
  body,
  deleted,
  lambda,
  logs,
  previewing,
  queueWith,
  resetWorld,
  shownAgain,
  sqs,
  states,
  workflow,
} from '../test-support/letters-world.ts';
import { readLetters } from './read.ts';
import { redrive } from './redrive.ts';

let clients: Clients;
beforeEach(() => {
  resetWorld();
  clients = openClients({ endpoint: 'http://127.0.0.1:1' });
});
afterEach(() => clients.close());

test('a queue that has vanished is one clear line; the other queue is read all the same', async () => {
  queueWith(body('a'));
  sqs.on(GetQueueUrlCommand, { QueueName: 'S-w-pipe-dead-letters' }).rejects(awsError('QueueDoesNotExist'));
  const { letters, problems } = await readLetters(clients, workflow);
  expect(letters.map(({ key }) => key)).toEqual(['a']);
  expect(problems).toEqual(['S-w-pipe-dead-letters: the queue S-w-pipe-dead-letters is not there (any more)']);
});

test('a queue that vanishes in the middle leaves what was read of it, and one clear line', async () => {
  queueWith(body('a'));
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: 'S-w-dead-letters' })
    .resolves({ Attributes: { ApproximateNumberOfMessages: '99' } });
  sqs
    .on(ReceiveMessageCommand, { QueueUrl: 'S-w-dead-letters' })
    .resolvesOnce({ Messages: [{ MessageId: 'm0', ReceiptHandle: 'r0', Body: body('a') }] })
    .rejects(awsError('QueueDoesNotExist'));
  const { letters, problems } = await readLetters(clients, workflow);
  expect(letters.map(({ key }) => key)).toEqual(['a']);
  expect(problems).toEqual(['S-w-dead-letters: the queue S-w-dead-letters is not there (any more)']);
});

test('a queue that vanishes while its letters are redriven: what became of them is told, and that they could not be removed', async () => {
  queueWith(body('a'));
  previewing('applied');
  states.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output: '{"applied":1,"parked":0}' });
  sqs.on(DeleteMessageBatchCommand).rejects(awsError('QueueDoesNotExist'));
  const { redriven, removed, problems } = await redrive(clients, workflow, {});
  expect([redriven.map(({ outcome }) => outcome), removed]).toEqual([['applied'], 0]);
  expect(problems).toEqual(['S-w-dead-letters: the queue S-w-dead-letters is not there (any more)']);
});

test('without permission to start executions it ends with one line; nothing is removed', async () => {
  queueWith(body('a'), body('b'));
  previewing('applied');
  states.on(StartSyncExecutionCommand).rejects(awsError('AccessDeniedException'));
  const { problems, complete, removed } = await redrive(clients, workflow, {}, { atOnce: 1 });
  expect([complete, removed]).toEqual([false, 0]);
  expect(problems.join()).toMatch(/^no permission for states:StartSyncExecution: see .*docs\/operate\.md$/);
});

test('without permission the line names the call, and where its policy stands', async () => {
  queueWith();
  sqs.on(GetQueueAttributesCommand).rejects(awsError('AccessDenied'));
  const { problems } = await readLetters(clients, workflow);
  expect(problems[0]).toMatch(/no permission for sqs:GetQueueAttributes: .*docs\/operate\.md/);
});

test('looking shows every message again', async () => {
  queueWith(body('a'), 'not ours');
  await readLetters(clients, workflow);
  expect(shownAgain().sort()).toEqual(['r0', 'r1']);
});

test('a message that is not ours stays; the rest is redriven and removed', async () => {
  queueWith('not ours', body('a'));
  previewing('applied');
  states.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output: '{"applied":1,"parked":0}' });
  const { redriven, left, removed } = await redrive(clients, workflow, {});
  expect(redriven).toMatchObject([{ letter: 'm1', outcome: 'applied', comparison: 'as foreseen' }]);
  expect(left.map(({ letter }) => letter.id)).toEqual(['m0']);
  expect(removed).toBe(1);
  expect(deleted().map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(['r1']);
  expect(shownAgain()).toEqual(['r0']);
});

test('a machine that is gone ends the redrive with one line; nothing is removed', async () => {
  queueWith(body('a'), body('b'));
  previewing('applied');
  states.on(StartSyncExecutionCommand).rejects(awsError('StateMachineDoesNotExist'));
  const { problems, complete, removed } = await redrive(clients, workflow, {}, { atOnce: 1 });
  expect([complete, removed]).toEqual([false, 0]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('the state machine of w is gone');
  expect(shownAgain().sort()).toEqual(['r0', 'r1']);
});

test('an outage stops it after ten failures, with the letters where they were', async () => {
  queueWith(...Array.from({ length: 10 }, (_, n) => body(`k${n}`)));
  previewing('applied');
  states.on(StartSyncExecutionCommand).resolves({ status: 'FAILED', error: 'TargetUnavailable' });
  const { complete, removed, problems } = await redrive(clients, workflow, {}, { atOnce: 1 });
  expect([complete, removed]).toEqual([false, 0]);
  expect(problems.join()).toContain('TargetUnavailable');
  expect(deleted()).toEqual([]);
});

test('what cannot be recorded is not done: without the audit log no message is touched', async () => {
  queueWith(body('a'));
  logs.onAnyCommand().rejects(awsError('ResourceNotFoundException'));
  await expect(redrive(clients, workflow, {})).rejects.toThrow(/no audit log audit: deploy the stack/);
  expect(sqs.commandCalls(ReceiveMessageCommand)).toHaveLength(0);
});

test('a function that cannot look ahead leaves the outcome unknown, and the redrive works all the same', async () => {
  queueWith(body('a'));
  lambda.on(InvokeCommand).resolves({
    FunctionError: 'Unhandled',
    Payload: new Uint8Array(Buffer.from('{"errorType":"OperationRefused","errorMessage":"no"}')),
  } as never);
  states
    .on(StartSyncExecutionCommand)
    .resolves({ status: 'SUCCEEDED', output: '{"applied":0,"parked":1,"reasons":["R"]}' });
  const { redriven } = await redrive(clients, workflow, {});
  expect(redriven).toMatchObject([{ foreseen: 'unknown', outcome: 'parked', reason: 'R', comparison: 'not foreseen' }]);
});
