import { setUp } from './test-support.ts';

test('twelve hours after its receive, a message can be kept no longer, however often it was kept before', async () => {
  const { clock, call, refusal } = setUp();
  const { QueueUrl } = await call('CreateQueue', { QueueName: 'q' });
  await call('SendMessage', { QueueUrl, MessageBody: 'm' });
  const take = async () =>
    (await call<{ Messages: { ReceiptHandle: string }[] }>('ReceiveMessage', { QueueUrl })).Messages[0]?.ReceiptHandle;
  const keep = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    refusal('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout });
  const first = await take();
  await clock.runUntil(clock.now() + 1_000);
  const beyond = 'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]';
  expect(await keep(first, 43_200)).toBe(
    `InvalidParameterValueException: Value 43200 for parameter VisibilityTimeout is invalid. Reason: ${beyond}`,
  );
  expect(await keep(first, 43_199)).toBe('accepted');
  await clock.runUntil(clock.now() + 43_199_000);
  const second = await take();
  expect(await keep(second, 43_200)).toBe('accepted');
});
