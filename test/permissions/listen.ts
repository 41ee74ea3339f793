import type { Clients } from '../../ops/clients.ts';

/** IAM calls some actions otherwise than the API does. */
const IAM_NAMES: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
};

const SERVICES: Readonly<Record<string, string>> = {
  CloudFormation: 'cloudformation',
  SFN: 'states',
  SQS: 'sqs',
  'CloudWatch Logs': 'logs',
  CloudWatch: 'cloudwatch',
  Pipes: 'pipes',
  Lambda: 'lambda',
  DynamoDB: 'dynamodb',
  'DynamoDB Streams': 'dynamodb',
  EventBridge: 'events',
  STS: 'sts',
};

/** Hears each call of the clients, as IAM names it. */
export function listen(clients: Clients, heard: (call: string) => void): void {
  for (const client of Object.values(clients)) if (isClient(client)) hear(client, heard);
}

interface Listenable {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

function isClient(value: unknown): value is Listenable {
  return typeof value === 'object' && value !== null && 'middlewareStack' in value && 'config' in value;
}

function hear(client: Listenable, heard: (call: string) => void): void {
  const middleware = (next: (args: unknown) => unknown, context: { commandName?: string }) => (args: unknown) => {
    const call = `${SERVICES[client.config.serviceId]}:${context.commandName?.replace(/Command$/, '')}`;
    heard(IAM_NAMES[call] ?? call);
    return next(args);
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'recordCalls' });
}
