import { type Archive, ListArchivesCommand } from '@aws-sdk/client-eventbridge';
import type { Clients } from './clients.ts';
import { allowed } from './errors.ts';
import { pages } from './pages.ts';

/** The archives of these buses. EventBridge filters by one source only, so all are listed. */
export async function archivesOf({ events }: Clients, buses: readonly string[]): Promise<Archive[]> {
  const found: Archive[] = [];
  const all = pages((NextToken) =>
    allowed('events:ListArchives', () => events.send(new ListArchivesCommand({ ...NextToken }))),
  );
  for await (const { Archives = [] } of all)
    found.push(
      ...Archives.filter(({ EventSourceArn = '' }) => buses.some((bus) => EventSourceArn.endsWith(`event-bus/${bus}`))),
    );
  return found;
}
