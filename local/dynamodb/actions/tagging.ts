import type { Action, CallContext } from '../../cloud.ts';
import { AwsError, validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import {
  listTagsOfResource as listMembers,
  tagResource as tagMembers,
  untagResource as untagMembers,
} from '../requests/table-shapes.ts';
import { notFound } from '../tables/registry.ts';
import type { TableRecord } from '../tables/table.ts';
import { checkCount, checkTags, type Tag } from '../tables/tags.ts';

interface TagRequest {
  ResourceArn?: string;
  Tags?: Tag[];
  TagKeys?: string[];
}

/** The placeholder's account: on AWS it is nobody's, and what is not there is denied and not missed. */
const NOBODY = '000000000000';
const ANY_ARN = /^.+:.+:.+:.+:.+:.+\/.+$/;
const TABLE_ARN = /^arn:aws:dynamodb:.+:\d+:table\/([^/]{3,})$/;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export const tagResource = (engine: Engine): Action =>
  action<TagRequest>(tagMembers, ({ ResourceArn: arn, Tags: tags }, context) => {
    if (tags && arn && !arn.includes(':'))
      throw validation(`One or more parameter values were invalid: ARNs must start with 'arn:': ${arn}`);
    checkAccess('TagResource', arn, context);
    checkGiven('tags', tags);
    const name = tableOfArn(arn);
    if (!tags?.length) throw validation('Atleast one Tag needs to be provided as Input.');
    checkTags(tags);
    const record = recordOf(engine, name, `Requested resource not found: ResourcArn: ${arn} not found`);
    const all = { ...record.tags, ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
    checkCount(Object.keys(all).length);
    record.tags = all;
    engine.registry.save(record);
    return '';
  });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export const untagResource = (engine: Engine): Action =>
  action<TagRequest>(untagMembers, ({ ResourceArn: arn, TagKeys: keys }, context) => {
    checkAccess('UntagResource', arn, context);
    checkGiven('tagKeys', keys);
    const name = tableOfArn(arn);
    if (!keys?.length) throw validation('Atleast one Tag Key needs to be provided as Input.');
    const record = recordOf(engine, name, 'Requested resource not found');
    for (const key of keys) delete record.tags[key];
    engine.registry.save(record);
    return '';
  });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export const listTagsOfResource = (engine: Engine): Action =>
  action<TagRequest>(listMembers, ({ ResourceArn: arn }, context) => {
    checkAccess('ListTagsOfResource', arn, context);
    const name = tableOfArn(arn);
    if (!engine.registry.find(name) && context.account === NOBODY) throw denied('ListTagsOfResource', arn, context);
    const record = recordOf(engine, name, `Requested resource not found: ResourcArn: ${arn} not found`);
    return { Tags: Object.entries(record.tags).map(([Key, Value]) => ({ Key, Value })) };
  });

function recordOf({ registry }: Engine, name: string, message: string): TableRecord {
  const table = registry.find(name);
  if (!table) throw notFound(message);
  return table.record;
}

/** What is no ARN of a resource is nobody's to touch. */
function checkAccess(verb: string, arn: string | undefined, context: CallContext): void {
  if (arn === undefined) throw validation('Invalid TableArn');
  if (!ANY_ARN.test(arn)) throw denied(verb, arn, context);
}

const denied = (verb: string, arn: string | undefined, { account }: CallContext): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `User: arn:aws:iam::${account}:user/local is not authorized to perform: dynamodb:${verb} on resource: ${arn || '*'}`,
  );

function checkGiven(name: string, list: readonly unknown[] | undefined): void {
  if (!list)
    throw validation(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
}

function tableOfArn(arn = ''): string {
  const name = TABLE_ARN.exec(arn)?.[1];
  if (name === undefined) throw validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  return name;
}
