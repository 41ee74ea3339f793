import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionPage } from '../../console/server/shapes.ts';
import { percentiles } from './percentiles.ts';

/** What the page asks of its server, as the page asks it. */
export class ConsoleClient {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async open(url: string): Promise<ConsoleClient> {
    const page = await (await fetch(url)).text();
    const token = /penstock-token" content="([^"]+)"/.exec(page)?.[1];
    if (!token) throw new Error('the console’s page has no token');
    return new ConsoleClient(url, token);
  }

  async executions(query: Record<string, string>): Promise<ExecutionPage> {
    const headers = { 'x-penstock-token': this.#token };
    const response = await fetch(`${this.#url}api/executions?${new URLSearchParams(query)}`, { headers });
    if (!response.ok) throw new Error(`executions: ${response.status} ${await response.text()}`);
    return (await response.json()) as ExecutionPage;
  }
}

/** Milliseconds until the console knows all executions of the span: its first reading, from AWS's APIs. */
export async function firstReading(client: ConsoleClient, from: number, count: number): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const { complete, known } = await client.executions({ from: String(from), limit: '1' });
    if (complete && known >= count) return performance.now() - begin;
    await pause(250);
  }
}

/** One search after the other, each for another key; every one must find exactly its execution. */
export async function searches(client: ConsoleClient, from: number, keys: readonly string[]) {
  const took: number[] = [];
  for (const text of keys) {
    const begin = performance.now();
    const { total, rows } = await client.executions({ from: String(from), text, limit: '200' });
    took.push(performance.now() - begin);
    if (total !== 1 || rows[0]?.keys[0] !== text) throw new Error(`${text} was found ${total} times`);
  }
  return percentiles(took);
}
