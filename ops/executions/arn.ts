import { OperationError } from '../errors.ts';
import type { Workflow } from '../workflows.ts';

/** What an execution's ARN says. */
export interface ExecutionName {
  readonly express: boolean;
  readonly region: string;
  readonly machine: string;
  readonly name: string;
}

/** `arn:aws:states:<region>:<account>:execution:<machine>:<name>`, or `…:express:<machine>:<name>:<uuid>`. */
export function readExecutionArn(arn: string): ExecutionName {
  const [prefix, , service, region = '', , kind, machine, name] = arn.split(':');
  if (prefix !== 'arn' || service !== 'states' || !machine || !name || !(kind === 'execution' || kind === 'express'))
    throw new OperationError(`not the ARN of an execution: ${arn}`);
  return { express: kind === 'express', region, machine, name };
}

/** The workflow that an execution belongs to, or undefined. */
export function ownerOf(arn: string, workflows: readonly Workflow[]): Workflow | undefined {
  const { machine } = readExecutionArn(arn);
  return workflows.find(({ machineArn }) => machineArn.endsWith(`:${machine}`));
}

/** The execution in AWS's console. The address is observed, not documented; that of an Express execution needs its start. */
export function consoleLink(arn: string, startedAt: number): string {
  const { express, region } = readExecutionArn(arn);
  const base = `https://${region}.console.aws.amazon.com/states/home?region=${region}#`;
  return express
    ? `${base}/express-executions/details/${arn}?startDate=${startedAt}`
    : `${base}/v2/executions/details/${arn}`;
}
