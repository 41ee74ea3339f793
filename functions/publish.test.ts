import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { eventKind } from './events/event.ts';
import { ProviderChanged } from './events/provider-changed.ts';
import { publish } from './publish.ts';

type Entry = { Detail: string; DetailType: string; Source: string; EventBusName: string };

/** A bus that refuses entries as told: `refuse` is given the number of the request. */
function bus(refuse: (request: number, index: number) => boolean = () => false) {
  const requests: Entry[][] = [];
  const send = async ({ input }: { input: { Entries: Entry[] } }) => {
    requests.push(input.Entries);
    const Entries = input.Entries.map((_, index) =>
      refuse(requests.length, index) ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'later' } : { EventId: 'e' },
    );
    return { Entries, FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length };
  };
  const client = { send } as unknown as EventBridgeClient;
  return { requests, options: { bus: 'system', client, pause: async () => undefined } };
}

const ids = (entries: readonly Entry[] = []) => entries.map(({ Detail }) => JSON.parse(Detail).providerId);
const changed = (n: number) => ({ providerId: `p${n}`, version: 1 });
const many = (count: number) => Array.from({ length: count }, (_, n) => changed(n));

test('an event goes to the bus under its kind', async () => {
  const { requests, options } = bus();
  await publish(ProviderChanged, changed(1), options);
  expect(requests).toEqual([
    [
      {
        EventBusName: 'system',
        Source: 'penstock.providers',
        DetailType: 'ProviderChanged',
        Detail: '{"contractVersion":1,"providerId":"p1","version":1}',
      },
    ],
  ]);
});

test('at most ten go in a request', async () => {
  const { requests, options } = bus();
  await publish(ProviderChanged, many(23), options);
  expect(requests.map((entries) => entries.length)).toEqual([10, 10, 3]);
});

test('what breaks the contract is refused, and nothing is sent of its company', async () => {
  const { requests, options } = bus();
  const broken = publish(ProviderChanged, [changed(1), { providerId: 'p', version: 0 }], options);
  await expect(broken).rejects.toMatchObject({
    name: 'ContractViolation',
    message: expect.stringContaining('version'),
  });
  expect(requests).toEqual([]);
});

const Big = eventKind({ name: 'Big', source: 's', detail: z.object({ text: z.string() }) });

test('an event of a megabyte is refused with the way out', async () => {
  const { requests, options } = bus();
  const big = publish(Big, { text: 'ü'.repeat(500_000) }, options);
  await expect(big).rejects.toMatchObject({ name: 'EventTooBig', message: expect.stringMatching(/key and a version/) });
  expect(requests).toEqual([]);
});

test('a request stays under a megabyte', async () => {
  const { requests, options } = bus();
  await publish(
    Big,
    [600, 300, 200, 700].map((kilobytes) => ({ text: 'x'.repeat(kilobytes * 1_000) })),
    options,
  );
  expect(requests.map((entries) => entries.length)).toEqual([2, 2]);
});

test('entries that the bus did not take are sent again, and only those', async () => {
  const { requests, options } = bus((request, index) => request === 1 && index % 2 === 1);
  await publish(ProviderChanged, many(4), options);
  expect(requests.map(ids)).toEqual([
    ['p0', 'p1', 'p2', 'p3'],
    ['p1', 'p3'],
  ]);
});

test('a bus that never takes them is told, with its words', async () => {
  const { requests, options } = bus((_request, index) => index === 0);
  await expect(publish(ProviderChanged, many(2), options)).rejects.toMatchObject({
    name: 'PublishFailed',
    message: expect.stringMatching(/1 of 2 events: ThrottlingException: later/),
  });
  expect(requests).toHaveLength(5);
});
