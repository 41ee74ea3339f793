import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `S` a text, `N` a number, `B` a boolean, `A` anything; all other names are structures of the service. */
export type Shape = string | { readonly list: Shape } | { readonly map: Shape };

export interface Structure {
  readonly members: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}
interface Service {
  readonly operations: Readonly<Record<string, string>>;
  readonly structures: Readonly<Record<string, Structure>>;
}

/** What a service answers, and the structures in it. */
export interface Response {
  readonly shape: Shape;
  readonly structures: Readonly<Record<string, Structure>>;
}

const ALIASES: Readonly<Record<string, string>> = { events: 'eventbridge', states: 'sfn' };
let services: Readonly<Record<string, Service>> | undefined;

/** The response of an action (`PutItem`), as far as the models are here; they are read when they are first asked for. */
export function responseOf(service: string, action: string): Response | undefined {
  services ??= JSON.parse(readFileSync(join(import.meta.dirname, 'generated', 'response-shapes.json'), 'utf8'));
  const found = services?.[ALIASES[service] ?? service];
  const shape = found?.operations[action];
  return found && shape !== undefined ? { shape, structures: found.structures } : undefined;
}
