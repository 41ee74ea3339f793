import { InvokeCommand, type LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { PermanentError, RETRYABLE_ERRORS } from '../errors.ts';
import { isObject } from '../json.ts';
import type { OperationRequest } from '../operate/operation.ts';

/** A write function refused what it was asked for, or failed at it again and again. `type` is the error's name there. */
export class OperationFailed extends PermanentError {
  override readonly name = 'OperationFailed';
  readonly type: string;

  constructor(type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

export interface Patience {
  /** How often a retryable failure is tried again: the default is some minutes. */
  readonly tries: number;
  readonly pause: (ms: number) => Promise<unknown>;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const PATIENCE: Patience = { tries: 12, pause: sleep };
const LONGEST_PAUSE_MS = 30_000;

/** Faults of Lambda itself, and an invocation that ran out of time: what was asked is safe to ask again. */
const PASSING = /^(Runtime\.ExitError|Sandbox\.Timedout|Lambda\.)/;

/** A deployed workflow's write function, as an operator calls it. */
export class WorkflowFunction {
  readonly #client: LambdaClient;
  readonly name: string;
  readonly #patience: Patience;

  /** `name`: `Penstock-inventory-to-algolia-write` */
  constructor(client: LambdaClient, name: string, patience: Partial<Patience> = {}) {
    this.#client = client;
    this.name = name;
    this.#patience = { ...PATIENCE, ...patience };
  }

  /** Asks; a retryable failure is asked again, with growing pauses under full jitter. */
  async ask<T>(operation: OperationRequest): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#invoke(operation);
      if ('result' in answer) return answer.result as T;
      if (!isPassing(answer.type) || attempt === this.#patience.tries) {
        const what = `${this.name} could not do "${operation.operation}"`;
        throw new OperationFailed(answer.type, `${what}: ${answer.type}: ${answer.message}`);
      }
      await this.#patience.pause(Math.random() * Math.min(LONGEST_PAUSE_MS, 500 * 2 ** attempt));
    }
  }

  async #invoke(operation: OperationRequest): Promise<{ result: unknown } | { type: string; message: string }> {
    const Payload = Buffer.from(JSON.stringify(operation));
    const { FunctionError, Payload: answer } = await this.#client
      .send(new InvokeCommand({ FunctionName: this.name, Payload }))
      .catch((error: unknown) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        throw new OperationFailed(error.name, `there is no function ${this.name}: is the workflow deployed here?`, {
          cause: error,
        });
      });
    const result: unknown = JSON.parse(Buffer.from(answer ?? []).toString() || 'null');
    if (!FunctionError) return { result };
    const { errorType, errorMessage } = isObject(result) ? result : {};
    return { type: String(errorType ?? FunctionError), message: String(errorMessage ?? '') };
  }
}

function isPassing(type: string): boolean {
  return PASSING.test(type) || RETRYABLE_ERRORS.some((name) => name === type);
}
