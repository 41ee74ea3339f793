import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Change } from '../../functions/change.ts';
import { withinBudget } from '../../functions/compact/budget.ts';
import { pointerIn } from '../../ops/dead-letters/parse.ts';
import { GONE, readPointers } from '../../ops/dead-letters/stream.ts';
import type { Life } from './life.ts';
import { sdkTransport } from './sdk-transport.ts';

/** What the pipe gave up: the changes that the stream still has, and whether others have left it. */
export interface GivenUp {
  readonly changes: readonly Change[];
  readonly trimmed: boolean;
}

/** Reads what pointers point to, by the code of `penstock dead-letters redrive`. */
export async function pointedTo({ cloud, network }: Life, bodies: readonly string[]): Promise<GivenUp> {
  const streams = new DynamoDBStreamsClient({
    ...{ endpoint: cloud.endpoint, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'a', secretAccessKey: 'a' },
    requestHandler: sdkTransport(network),
  });
  try {
    const pointers = bodies.flatMap((body) => pointerIn(body) ?? []);
    if (pointers.length < bodies.length) throw new Error('a message of the pipe is no pointer');
    const found = [...(await readPointers({ streams }, pointers)).values()];
    const changes: Change[] = [];
    for (const each of found) {
      if (each instanceof Error) throw each;
      if (each !== GONE) changes.push(...each.flatMap((change) => withinBudget([change])));
    }
    return { changes, trimmed: found.includes(GONE) };
  } finally {
    streams.destroy();
  }
}
