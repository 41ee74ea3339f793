import { validation } from '../errors.ts';
import type { Target } from './rules.ts';
import { targetKind } from './targets.ts';

/** @throws AwsError for what PutTargets refuses, NotSupportedError for targets without an engine here */
export function checkTarget(target: Target): void {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(target.Arn)) {
    throw validation(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if (targetKind(target.Arn) === 'sqs' && target.Arn.endsWith('.fifo') && !target.SqsParameters?.MessageGroupId) {
    throw validation(`Parameter(s) MessageGroupId must be specified for target: ${target.Id}.`);
  }
  const ways = [target.Input, target.InputPath, target.InputTransformer].filter((way) => way !== undefined);
  if (ways.length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  }
  if (target.Input !== undefined && !isJson(target.Input)) {
    throw validation(`JSON syntax error in input for target ${target.Id}.`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
