import { LambdaClient } from '@aws-sdk/client-lambda';
import { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { sleep } from '../../local/clock.ts';
import { sdkTransport } from '../simulation/sdk-transport.ts';
import type { Network } from '../simulation/virtual-http.ts';
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
      requestHandler: sdkTransport(this.#send),
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

  readonly #send: Network = async (request, gone) => {
    this.#check();
    const answer = await this.#world.network(request, gone);
    this.#check();
    return answer;
  };

  #check(): void {
    if (this.#killed) throw new Killed();
  }
}
