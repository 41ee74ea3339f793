import type { Held, LetterQueue } from './queue.ts';

const READERS_A_QUEUE = 4;

const MESSAGES_A_CALL = 10;

/** Receives until as many have come as there were, or none comes any more (the count is approximate, answers may be short). */
export async function drain(
  queue: LetterQueue,
  expected: number,
  holdS: number,
  take: (held: Held) => void,
): Promise<void> {
  let [asked, received] = [0, 0];
  const once = async () => {
    const batch = await queue.receive(holdS);
    received += batch.length;
    batch.forEach(take);
    return batch.length;
  };
  const reader = async () => {
    while (asked < expected) {
      asked += MESSAGES_A_CALL;
      await once();
    }
  };
  await Promise.all(Array.from({ length: READERS_A_QUEUE }, reader));
  while (received < expected && (await once()) > 0);
}
