import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../bin/client-settings.ts';

/** Says whether a bus workflow rests: its queue is empty, and none of its executions runs. */
export class RestWatch {
  readonly #workflow: string;
  readonly #queues: SQSClient;
  readonly #machines: SFNClient;

  constructor(endpoint: string, workflow: string) {
    this.#workflow = workflow;
    this.#queues = new SQSClient({ ...clientSettings(endpoint), useQueueUrlAsEndpoint: false });
    this.#machines = new SFNClient(clientSettings(endpoint));
  }

  async rests(): Promise<boolean> {
    return (await this.#isQueueEmpty()) && !(await this.#isRunning());
  }

  close(): void {
    this.#queues.destroy();
    this.#machines.destroy();
  }

  async #isQueueEmpty(): Promise<boolean> {
    const { QueueUrl } = await this.#queues.send(new GetQueueUrlCommand({ QueueName: `${this.#workflow}-events` }));
    const { Attributes = {} } = await this.#queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Attributes.ApproximateNumberOfMessages === '0' && Attributes.ApproximateNumberOfMessagesNotVisible === '0';
  }

  async #isRunning(): Promise<boolean> {
    const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${this.#workflow}`;
    const { executions = [] } = await this.#machines.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 }),
    );
    return executions.length > 0;
  }
}
