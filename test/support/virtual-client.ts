import { Readable } from 'node:stream';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { sleep } from '../../local/clock.ts';
import type { VirtualWorld } from './virtual-world.ts';

/** The operator's process was killed. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** An operator's process over a virtual world; once killed it sends and hears nothing more, but what it sent is carried out. */
export class VirtualOperator {
  readonly workflow: WorkflowFunction;
  readonly #world: VirtualWorld;
  #killed = false;

  /** @param name of the write function */
  constructor(world: VirtualWorld, name: string) {
    this.#world = world;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'a' };
    const client = new LambdaClient({
      ...{ endpoint: world.cloud.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 },
      requestHandler: { handle: (request: SdkRequest) => this.#send(request) },
    });
    this.workflow = new WorkflowFunction(client, name, { pause: this.pause });
  }

  kill(): void {
    this.#killed = true;
  }

  readonly now = (): number => this.#world.clock.now();

  readonly pause = async (ms: number): Promise<void> => {
    await sleep(this.#world.clock, ms);
    this.#check();
  };

  async #send({ method, path, headers, body = '', port = 80 }: SdkRequest) {
    this.#check();
    const request = { method, host: '127.0.0.1', port, url: path, headers, body: Buffer.from(body).toString() };
    const answer = await this.#world.network(request, new AbortController().signal);
    this.#check();
    const stream = Readable.from([Buffer.from(answer.body)]);
    return { response: { statusCode: answer.status, headers: answer.headers, body: stream } };
  }

  #check(): void {
    if (this.#killed) throw new Killed();
  }
}

/** What the SDK hands to its transport, as far as it is needed here. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly port?: number;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}
