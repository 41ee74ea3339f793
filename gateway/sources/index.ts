import type { SourceDeclaration } from '../declare.ts';
import articles from './articles/source.ts';
import comms from './comms/source.ts';
import inventory from './inventory/source.ts';
import providers from './providers/source.ts';
import shortlists from './shortlists/source.ts';

/** Every source of the gateway. A new one is a folder here and a line in this list. */
export const sources: readonly SourceDeclaration[] = [inventory, providers, shortlists, comms, articles];
