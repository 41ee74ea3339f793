import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, FunctionUrlAuthType, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { buildSync } from 'esbuild';
import { buildGateway } from './build/build.ts';
import { writeBuild } from './build/write-build.ts';
import type { SourceDeclaration } from './declare.ts';
import { GatewayBuildError } from './problems.ts';
import { sources as allSources } from './sources/index.ts';

export interface GatewayFunctionProps {
  /** Name of the function and, below `/aws/lambda/`, of its log group. */
  readonly name: string;
  /** Base URLs of the sources by their environment variable (`INVENTORY_URL`, …), and their keys. */
  readonly environment: Readonly<Record<string, string>>;
  /** Auth0: `https://<domain>/` and the API's identifier. Without it every caller is anonymous. */
  readonly auth?: { readonly issuer: string; readonly audience: string; readonly jwksUrl?: string };
  /** Origins of the pages. */
  readonly allowedOrigins?: readonly string[];
  readonly sources?: readonly SourceDeclaration[];
  /** Folders with the pages' operations. */
  readonly operations?: readonly string[];
}

/**
 * The gateway as one Lambda function with a URL. The plans are compiled while the template is made; the function holds neither a
 * schema nor graphql-js. A source or an operation at fault stops the synthesis. The URL is public: each request is checked by
 * the gateway itself (origin, token, registered operation).
 */
export class GatewayFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    super(scope, id);
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${props.name}`,
      retention: RetentionDays.ONE_MONTH,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logs.logGroupArn],
      }),
    );
    const bundle = bundleGateway(
      props.sources ?? allSources,
      props.operations ?? [join(import.meta.dirname, 'example', 'operations')],
    );
    this.function = new LambdaFunction(this, 'Function', {
      functionName: props.name,
      description: 'GraphQL over the REST APIs, by compiled plans',
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(15),
      environment: {
        ...props.environment,
        ...authEnvironment(props.auth),
        ALLOWED_ORIGINS: (props.allowedOrigins ?? []).join(','),
      },
      logGroup: logs,
      role,
    });
    rmSync(bundle, { recursive: true }); // it is staged as an asset by now
    const url = this.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, 'Url', { value: url.url });
  }
}

const authEnvironment = (auth: GatewayFunctionProps['auth']): Record<string, string> =>
  auth
    ? {
        AUTH_ISSUER: auth.issuer,
        AUTH_AUDIENCE: auth.audience,
        ...(auth.jwksUrl && { AUTH_JWKS_URL: auth.jwksUrl }),
      }
    : {};

/** Compiles and bundles; answers the folder with `index.mjs` and the chunk that checks tokens. */
export function bundleGateway(sources: readonly SourceDeclaration[], operations: readonly string[]): string {
  const build = buildGateway(sources, operations, { forms: 'apollo' });
  const errors = build.problems.filter((p) => p.severity === 'error');
  if (errors.length > 0) throw new GatewayBuildError(errors);
  // A page that asks for a subscription where there is none goes on without.
  for (const o of build.operations.filter(({ kind }) => kind !== 'subscription'))
    if (o.errors ?? o.stitched)
      throw new Error(`${o.file}: ${o.name} cannot run as a plan: ${o.errors?.join(' ') ?? o.stitched}`);
  const generated = mkdtempSync(join(tmpdir(), 'penstock-gateway-'));
  writeBuild(build, generated);
  const output = mkdtempSync(join(tmpdir(), 'penstock-gateway-bundle-'));
  buildSync({
    entryPoints: { index: join(generated, 'handler.js') },
    outdir: output,
    outExtension: { '.js': '.mjs' },
    // The check of tokens is a chunk of its own, loaded where an issuer is set.
    splitting: true,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'error',
  });
  rmSync(generated, { recursive: true });
  return output;
}
