import type { Action, CallContext, Cloud } from '../cloud.ts';
import { validation } from '../errors.ts';
import type { ItemStore } from './items/item-store.ts';
import { checkRequest, type Members, readRequest } from './requests/shape.ts';
import type { StreamLog } from './streams/stream-log.ts';
import type { Registry } from './tables/registry.ts';

/** What the actions share. */
export interface Engine {
  readonly cloud: Cloud;
  readonly registry: Registry;
  readonly items: ItemStore;
  readonly streams: StreamLog;
  /** How long a table stays CREATING, UPDATING or DELETING. */
  readonly tableDelayMs: number;
}

const TABLE_ARN = /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/;

/** A table may be named by its ARN wherever its name is asked for. */
export const tableNameOf = (name: string): string => TABLE_ARN.exec(name)?.[1] ?? name;

/** An action whose request has the given members; `run` gets a checked copy of it. */
export function action<Request>(members: Members, run: (request: Request, context: CallContext) => unknown): Action {
  return (input, context) => {
    const request = readRequest(members, input ?? {});
    if (typeof request.TableName === 'string') request.TableName = tableNameOf(request.TableName);
    checkRequest(members, request);
    return run(request as Request, context);
  };
}

/** The control plane's older check of `TableName`, before all others. */
export function tableAction<Request>(
  members: Members,
  run: (request: Request, context: CallContext) => unknown,
): Action {
  return (input, context) => {
    const request = readRequest(members, input ?? {});
    const { TableName: name } = request;
    if (name === undefined)
      throw validation("The parameter 'TableName' is required but was not present in the request");
    request.TableName = tableNameOf(String(name));
    const { length } = String(request.TableName);
    if (length < 3 || length > 255)
      throw validation('TableName must be at least 3 characters long and at most 255 characters long');
    checkRequest(members, request);
    return run(request as Request, context);
  };
}
