import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine, type StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DefinitionParts } from './definition.ts';
import { logGroup } from './logs.ts';
import { physicalName } from './naming.ts';

export interface MachineProps extends DefinitionParts {
  readonly write: IFunction;
  readonly deadLetters: IQueue;
  readonly type: StateMachineType;
  readonly definition: object;
  /** Whether inputs and outputs may be logged; not where they hold personal data. */
  readonly logData: boolean;
}

/** The workflow's state machine; its role may invoke the write function and send to the dead letters. */
export function machine(scope: Construct, props: MachineProps): StateMachine {
  const stack = Stack.of(scope);
  const name = physicalName(scope, props.workflow);
  const role = new Role(scope, 'MachineRole', {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.write.functionArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.deadLetters.queueArn] }));
  const made = new StateMachine(scope, 'Machine', {
    stateMachineName: name,
    stateMachineType: props.type,
    definitionBody: DefinitionBody.fromString(stack.toJsonString(props.definition)),
    role,
    tracingEnabled: true,
    logs: {
      destination: logGroup(scope, 'MachineLogs', `/aws/vendedlogs/states/${name}`),
      level: LogLevel.ALL,
      includeExecutionData: props.logData,
    },
  });
  made.node.addDependency(role);
  acknowledge(role, {
    'AwsSolutions-IAM5[Resource::*]':
      'Log delivery and X-Ray take no resource: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  });
  return made;
}
