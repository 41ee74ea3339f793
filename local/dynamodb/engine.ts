import type { Action, CallContext, Cloud } from '../cloud.ts';
import { validation } from '../errors.ts';
import type { BackupStore } from './backups/backup-store.ts';
import type { ItemStore } from './items/item-store.ts';
import { checkRequest, type Members, readRequest } from './requests/shape.ts';
import type { StreamLog } from './streams/stream-log.ts';
import type { Registry } from './tables/registry.ts';

/** What the actions share. */
export interface Engine {
  readonly cloud: Cloud;
  readonly registry: Registry;
  readonly backups: BackupStore;
  readonly items: ItemStore;
  readonly streams: StreamLog;
  /** How long a table stays CREATING, UPDATING or DELETING. */
  readonly tableDelayMs: number;
}

const TABLE_ARN = /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/;

/** A table may be named by its ARN wherever its name is asked for. */
export const tableNameOf = (name: string): string => TABLE_ARN.exec(name)?.[1] ?? name;

const nameFault = (name: string, problem: string) =>
  validation(`1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: ${problem}`);

/** Where an ARN may stand for a name, an empty one has one fault only, and that is found first. */
const emptyName = () => nameFault('', 'Member must have length greater than or equal to 1');

/** An action whose request has the given members; `run` gets a checked copy of it. */
export function action<Request>(members: Members, run: (request: Request, context: CallContext) => unknown): Action {
  return (input, context) => {
    const request = readRequest(members, input ?? {});
    if (typeof request.TableName === 'string') request.TableName = tableNameOf(request.TableName);
    if (request.TableName === '') throw emptyName();
    checkRequest(members, request);
    return run(request as Request, context);
  };
}

/** The control plane checks `TableName` before all other members. */
export function tableAction<Request>(
  members: Members,
  run: (request: Request, context: CallContext) => unknown,
): Action {
  return (input, context) => {
    const request = readRequest(members, input ?? {});
    const { TableName: name } = request;
    if (name === undefined)
      throw validation("The parameter 'TableName' is required but was not present in the request");
    const plain = tableNameOf(String(name));
    if (plain.length < 3) throw nameFault(plain, 'Member must have length greater than or equal to 3');
    if (plain.length > 255) throw nameFault(plain, 'Member must have length less than or equal to 255');
    request.TableName = plain;
    checkRequest(members, request);
    return run(request as Request, context);
  };
}

/** A batch without tables is refused in words of its own. */
export function checkRequestItems({ RequestItems: items }: { RequestItems?: object }, name: string): void {
  if (!items || !Object.keys(items).length) throw validation(`The requestItems parameter is required for ${name}`);
}
