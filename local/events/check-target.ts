import { validation } from '../errors.ts';
import { checkDeadLetters } from './dead-letters.ts';
import { checkTemplate } from './input.ts';
import type { Target } from './rules.ts';
import { type TargetKind, targetKind } from './targets.ts';

/** EventBridge takes on a role to invoke these; the others admit it by their own policies. */
const ROLE_NEEDED = new Set<TargetKind>(['states', 'api-destination']);

/**
 * What PutTargets refuses of its targets beside the limits of their members.
 * @throws AwsError, and NotSupportedError for targets without an engine here
 */
export function checkTargets(targets: readonly Target[]): void {
  const ids = new Set<string>();
  for (const target of targets) {
    if (ids.has(target.Id)) {
      throw validation(
        `Parameter targets is not valid. Reason: More than one target with Id '${target.Id}' is provided.`,
      );
    }
    ids.add(target.Id);
    checkTarget(target);
  }
}

function checkTarget(target: Target): void {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(target.Arn)) {
    throw validation(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  const kind = targetKind(target.Arn);
  if (kind === 'sqs' && target.Arn.endsWith('.fifo') && !target.SqsParameters?.MessageGroupId) {
    throw validation(`Parameter(s) MessageGroupId must be specified for target: ${target.Id}.`);
  }
  if (target.HttpParameters && kind !== 'api-destination') {
    throw validation(`Parameter(s) HttpParameters not supported for target: ${target.Id}.`);
  }
  if (ROLE_NEEDED.has(kind) && !target.RoleArn) throw validation(`RoleArn is required for target ${target.Arn}.`);
  checkInput(target);
  checkDeadLetters(target.DeadLetterConfig?.Arn);
}

function checkInput(target: Target): void {
  const ways = [target.Input, target.InputPath, target.InputTransformer].filter((way) => way !== undefined);
  if (ways.length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  }
  if (target.Input !== undefined && !isJson(target.Input)) {
    throw validation(`JSON syntax error in input for target ${target.Id}.`);
  }
  const paths = [target.InputPath, ...Object.values(target.InputTransformer?.InputPathsMap ?? {})];
  if (paths.some((path) => path !== undefined && !isPath(path))) {
    throw validation(`InputPath for target ${target.Id} is invalid.`);
  }
  if (target.InputTransformer) checkTemplate(target.Id, target.InputTransformer);
}

/** Paths begin at the root; names in brackets are not known to EventBridge, indexes are. */
const isPath = (path: string): boolean => path.startsWith('$') && !/\[\s*['"]/.test(path);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
