import { hash } from 'node:crypto';
import { validation } from '../../errors.ts';
import type { Item } from '../values/attribute-value.ts';

/** A token says where to read on, and holds for its own statement only. */
export const nextToken = (statement: string, key: Item): string =>
  Buffer.from(JSON.stringify([digest(statement), key])).toString('base64');

const digest = (statement: string): string => hash('sha256', statement, 'base64').slice(0, 12);

export function placeOf(statement: string, token: string | undefined): Item | undefined {
  if (token === undefined) return undefined;
  try {
    const [of, key] = JSON.parse(Buffer.from(token, 'base64').toString()) as [string, Item];
    if (of === digest(statement)) return key;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw validation('Given value for NextToken is not valid for the statement');
}
