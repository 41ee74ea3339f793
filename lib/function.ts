import { Duration, type Size } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { bundle, type HandlerSource } from './handler.ts';
import { logGroup } from './logs.ts';
import { wholeNumber } from './whole-number.ts';

export interface BundledFunctionProps {
  readonly name: string;
  readonly source: HandlerSource;
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** By the environment variable that tells the function where the secret is; it may read these and no others. */
  readonly secrets?: Readonly<Record<string, ISecret>>;
  readonly timeout?: Duration;
  readonly memoryMb?: number;
  /** Of `/tmp`; by default 512 MB. */
  readonly ephemeralStorage?: Size;
  /** The most that run at once. */
  readonly concurrency?: number;
}

/** A Lambda function on Node 24 whose role can write its own logs and traces, read its own secrets, and nothing else. */
export class BundledFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    // With 0, AWS would throttle every invocation.
    if (props.concurrency !== undefined) wholeNumber(`${props.name}: its concurrency`, props.concurrency, 1);
    const group = logGroup(scope, `${id}Logs`, `/aws/lambda/${props.name}`);
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    super(scope, id, {
      functionName: props.name,
      description: props.description,
      code: bundle(props.source),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 512,
      timeout: props.timeout ?? Duration.seconds(30),
      ...(props.ephemeralStorage && { ephemeralStorageSize: props.ephemeralStorage }),
      ...(props.concurrency !== undefined && { reservedConcurrentExecutions: props.concurrency }),
      environment: { NODE_OPTIONS: '--enable-source-maps', ...props.environment },
      logGroup: group,
      role,
      tracing: Tracing.ACTIVE,
    });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [group.logGroupArn],
      }),
    );
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray takes no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
    });
    for (const [variable, secret] of Object.entries(props.secrets ?? {})) {
      secret.grantRead(this);
      this.addEnvironment(variable, secret.secretArn);
    }
  }
}
