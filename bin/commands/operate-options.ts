import { Command, InvalidArgumentError, Option } from 'commander';
import type { Clients } from '../../ops/clients.ts';
import { type PlaceOptions, placed, targetOf } from './place.ts';

export type OperateOptions = PlaceOptions;

/** A command over AWS's APIs. Exit codes: 0 done, 1 failed, 2 done but something is left or not well. */
export function operateCommand(name: string, description: string): Command {
  return placed(new Command(name).description(description));
}

/** Opens the clients for one command and closes them after it. */
export async function withClients<T>(options: OperateOptions, use: (clients: Clients) => Promise<T>): Promise<T> {
  const { openClients } = await import('../../ops/clients.ts');
  const clients = openClients(targetOf(options));
  try {
    return await use(clients);
  } finally {
    clients.close();
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `15m`, `2h`, `3d` before now, or a moment such as `2026-11-22T03:00:00Z`; milliseconds since the epoch. */
export function moment(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Date.now() - Number(count) * (UNITS[unit] ?? 0);
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('It takes a span such as 15m, 2h or 3d, or a moment such as 2026-11-22T03:00Z.');
  return at;
}

/** `--since`; `span` is how far it looks back unless it is told. */
export function sinceOption(what: string, span?: string): Option {
  const option = new Option('--since <when>', `${what}: 15m, 2h, 3d, or a moment`).argParser(moment);
  return span === undefined ? option : option.default(moment(span), span);
}

export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}

/** `--id 1 --id 2` */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
