import {
  CloudwatchLogsLogDestination,
  type IEnrichment,
  type ISource,
  type ITarget,
  LogLevel,
  Pipe,
} from '@aws-cdk/aws-pipes-alpha';
import { Stack } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { logGroup } from '../logs.ts';
import { physicalName } from '../naming.ts';
import { allow } from './statements.ts';

// This folder alone knows the alpha packages: when they change, or become stable, nothing else does.

export interface PipeParts {
  readonly source: ISource;
  readonly enrichment?: IEnrichment;
  readonly target: ITarget;
  readonly permissions: readonly PolicyStatement[];
}

/**
 * The role is ours and complete before the pipe exists: the construct would grant more than is needed (`ListStreams` on
 * everything), and a pipe whose role's policy comes later fails to be created.
 */
export function pipe(scope: Construct, workflow: string, parts: PipeParts): Pipe {
  const name = physicalName(scope, workflow);
  const logs = logGroup(scope, 'PipeLogs', `/aws/vendedlogs/pipes/${name}`);
  const role = new Role(scope, 'PipeRole', {
    assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  for (const permission of parts.permissions) role.addToPolicy(permission);
  role.addToPolicy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs.logGroupArn));
  const made = new Pipe(scope, 'Pipe', {
    pipeName: name,
    source: parts.source,
    ...(parts.enrichment && { enrichment: parts.enrichment }),
    target: parts.target,
    role: role.withoutPolicyUpdates(),
    logDestinations: [new CloudwatchLogsLogDestination(logs)],
    logLevel: LogLevel.ERROR,
  });
  made.node.addDependency(role);
  return made;
}
