import { validation } from '../../errors.ts';

/** What the API's model says of a member of a request. */
interface Constraint {
  readonly required?: true;
  readonly least?: number;
  readonly most?: number;
}

const ARN: Constraint = { required: true, least: 1, most: 256 };
const LONG_ARN: Constraint = { required: true, least: 1, most: 2_000 };
const TOKEN: Constraint = { required: true, least: 1, most: 2_048 };
const REQUIRED: Constraint = { required: true };
const TRACE: Constraint = { most: 256 };

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html, as far as the actions do not check it themselves. */
const REQUESTS: Readonly<Record<string, Readonly<Record<string, Constraint>>>> = {
  CreateActivity: { name: REQUIRED },
  CreateStateMachine: { name: REQUIRED, definition: REQUIRED, roleArn: ARN },
  CreateStateMachineAlias: { name: REQUIRED, routingConfiguration: REQUIRED },
  DeleteActivity: { activityArn: ARN },
  DeleteStateMachine: { stateMachineArn: ARN },
  DeleteStateMachineAlias: { stateMachineAliasArn: ARN },
  DeleteStateMachineVersion: { stateMachineVersionArn: LONG_ARN },
  DescribeActivity: { activityArn: ARN },
  DescribeExecution: { executionArn: ARN },
  DescribeMapRun: { mapRunArn: LONG_ARN },
  DescribeStateMachine: { stateMachineArn: ARN },
  DescribeStateMachineAlias: { stateMachineAliasArn: ARN },
  DescribeStateMachineForExecution: { executionArn: ARN },
  GetActivityTask: { activityArn: ARN },
  GetExecutionHistory: { executionArn: ARN },
  ListExecutions: { stateMachineArn: { least: 1, most: 256 }, mapRunArn: { least: 1, most: 2_000 } },
  ListMapRuns: { executionArn: ARN },
  ListStateMachineAliases: { stateMachineArn: ARN },
  ListStateMachineVersions: { stateMachineArn: ARN },
  ListTagsForResource: { resourceArn: ARN },
  PublishStateMachineVersion: { stateMachineArn: ARN, description: { most: 256 } },
  RedriveExecution: { executionArn: ARN },
  SendTaskFailure: { taskToken: TOKEN },
  SendTaskHeartbeat: { taskToken: TOKEN },
  SendTaskSuccess: { taskToken: TOKEN, output: REQUIRED },
  StartExecution: { stateMachineArn: ARN, traceHeader: TRACE },
  StartSyncExecution: { stateMachineArn: ARN, traceHeader: TRACE },
  StopExecution: { executionArn: ARN },
  TagResource: { resourceArn: ARN, tags: REQUIRED },
  TestState: { definition: REQUIRED },
  UntagResource: { resourceArn: ARN, tagKeys: REQUIRED },
  UpdateMapRun: { mapRunArn: LONG_ARN },
  UpdateStateMachine: { stateMachineArn: ARN },
  UpdateStateMachineAlias: { stateMachineAliasArn: ARN },
  ValidateStateMachineDefinition: { definition: REQUIRED },
};

/** Refuses a request that the model does not allow, and names all that is wrong with it at once. */
export function checkRequest(action: string, input: Readonly<Record<string, unknown>>): void {
  const found = Object.entries(REQUESTS[action] ?? {}).flatMap(([member, constraint]) => {
    const why = violation(input[member], constraint);
    if (why === undefined) return [];
    const shown = input[member] === undefined || input[member] === null ? 'null' : `'${String(input[member])}'`;
    return [`Value ${shown} at '${member}' failed to satisfy constraint: Member must ${why}`];
  });
  if (found.length === 0) return;
  throw validation(`${found.length} validation error${found.length > 1 ? 's' : ''} detected: ${found.join('; ')}`);
}

function violation(
  value: unknown,
  { required, least = 0, most = Number.POSITIVE_INFINITY }: Constraint,
): string | undefined {
  if (value === undefined || value === null) return required ? 'not be null' : undefined;
  if (typeof value !== 'string') return undefined;
  if (value.length > most) return `have length less than or equal to ${most}`;
  return value.length < least ? `have length greater than or equal to ${least}` : undefined;
}
