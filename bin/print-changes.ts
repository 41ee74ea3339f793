import type { Target } from '../ops/clients.ts';
import { workflowTable } from './workflow-table.ts';

const GLANCE_MS = 1_000;
const DAY_MS = 86_400_000;

/**
 * Prints the workflows' table whenever it has changed and come to rest. It is of the last 24 hours, so that a restart on the same
 * data shows what was there.
 */
export async function printChanges(target: Target, json: boolean, signal: AbortSignal): Promise<void> {
  await pause(GLANCE_MS, signal);
  if (signal.aborted) return;
  // As much code as the engines, which answer by now.
  const { openClients } = await import('../ops/clients.ts');
  const { workflowMetrics } = await import('../ops/workflow-metrics.ts');
  const clients = openClients(target);
  let [last, printed] = ['', ''];
  while (!signal.aborted) {
    const now = Date.now();
    const rows = await workflowMetrics(clients, new Date(now - DAY_MS), new Date(now));
    const text = json ? JSON.stringify({ workflows: rows }) : workflowTable(rows);
    if (rows.some(({ events }) => events > 0) && text === last && text !== printed) {
      console.log(json ? text : `\n${text}`);
      printed = text;
    }
    last = text;
    await pause(GLANCE_MS, signal);
  }
  clients.close();
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
