import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PipesClient } from '@aws-sdk/client-pipes';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Patience } from './patience.ts';

/** Where to operate: on AWS, or on a runtime that speaks its APIs. */
export interface Target {
  /** Replaces AWS's addresses: `http://127.0.0.1:4566`. */
  readonly endpoint?: string | undefined;
  /** Of `~/.aws/config`; it excludes an endpoint on this machine, where any credentials will do. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** The clients that the operations are given. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly states: SFNClient;
  readonly queues: SQSClient;
  readonly logs: CloudWatchLogsClient;
  readonly metrics: CloudWatchClient;
  readonly pipes: PipesClient;
  readonly functions: LambdaClient;
  readonly tables: DynamoDBDocumentClient;
  readonly streams: DynamoDBStreamsClient;
  readonly events: EventBridgeClient;
  readonly identity: STSClient;
  readonly region: string;
  close(): void;
}

/** Opens all clients; nothing is sent yet. */
export function openClients(target: Target = {}): Clients {
  const region = target.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const settings = {
    retryStrategy: new Patience(),
    region,
    ...(target.endpoint && { endpoint: target.endpoint }),
    credentials: credentials(target),
  };
  const dynamo = new DynamoDBClient(settings);
  const clients = {
    cloudFormation: new CloudFormationClient(settings),
    // StartSyncExecution has a host of its own on AWS, `sync-states…`; another endpoint has one for all.
    states: new SFNClient({ ...settings, disableHostPrefix: target.endpoint !== undefined }),
    // The client would send to the address in the queue's URL, whatever the endpoint.
    queues: new SQSClient({ ...settings, ...(target.endpoint && { useQueueUrlAsEndpoint: false }) }),
    logs: new CloudWatchLogsClient(settings),
    metrics: new CloudWatchClient(settings),
    pipes: new PipesClient(settings),
    functions: new LambdaClient(settings),
    tables: DynamoDBDocumentClient.from(dynamo),
    streams: new DynamoDBStreamsClient(settings),
    events: new EventBridgeClient(settings),
    identity: new STSClient(settings),
  };
  const close = () => {
    for (const client of [...Object.values(clients), dynamo]) client.destroy();
  };
  return { ...clients, region, close };
}

function credentials({ endpoint, profile }: Target) {
  if (profile) return fromIni({ profile });
  // A runtime on this machine takes any; what the environment has is for AWS, and stays out of it.
  if (endpoint && isLoopback(endpoint)) return { accessKeyId: 'local', secretAccessKey: 'local' };
  return fromNodeProviderChain();
}

/** Whether an address is on this machine. */
export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}
