import type { Action, CallContext } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import type { AsyncQueue } from './async-queue.ts';
import type { Concurrency } from './concurrency.ts';
import type { LambdaEngine, Resolved } from './engine.ts';
import { invalidParameter } from './errors.ts';
import type { Execution, Executor } from './executor.ts';
import { ResponseChunks } from './response-chunks.ts';

/** Bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_SYNC_BYTES = 6_291_456;
const MAX_ASYNC_BYTES = 1_048_576;
const TAIL_BYTES = 4_096;

interface InvokeInput {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly InvocationType?: string;
  readonly LogType?: string;
  readonly Payload?: string;
  readonly ClientContext?: string;
}

/** Invoke in its three types, and InvokeWithResponseStream. */
export class Invoker {
  readonly #engine: LambdaEngine;
  readonly #executor: Executor;
  readonly #concurrency: Concurrency;
  readonly #queue: AsyncQueue;

  constructor(engine: LambdaEngine, executor: Executor, concurrency: Concurrency, queue: AsyncQueue) {
    this.#engine = engine;
    this.#executor = executor;
    this.#concurrency = concurrency;
    this.#queue = queue;
  }

  actions(): Record<string, Action> {
    return {
      Invoke: (input, context) => this.#invoke(input, context),
      InvokeAsync: (input, context) =>
        this.#invoke({ ...input, Payload: input.InvokeArgs, InvocationType: 'Event' }, context),
      InvokeWithResponseStream: (input, context) => this.#stream(input, context),
    };
  }

  async #invoke(input: InvokeInput, context: CallContext): Promise<object> {
    const target = this.#engine.resolve(input.FunctionName, input.Qualifier, context);
    const ExecutedVersion = target.record.Version;
    const payload = checkPayload(input);
    switch (input.InvocationType ?? 'RequestResponse') {
      case 'DryRun':
        return { StatusCode: 204, ExecutedVersion };
      case 'Event':
        this.#queue.add(target, payload, context);
        return { StatusCode: 202 };
      case 'RequestResponse': {
        const run = await this.run(target, payload, context, input.ClientContext);
        const LogResult = input.LogType === 'Tail' ? tail(run.log()) : undefined;
        return { StatusCode: 200, Payload: run.payload, FunctionError: functionError(run), LogResult, ExecutedVersion };
      }
      default:
        throw invalidParameter(`Invalid InvocationType: ${input.InvocationType}`);
    }
  }

  /** Runs the function once, within its reserved concurrency. */
  run(target: Resolved, payload: string, context: CallContext, clientContext?: string): Promise<Execution> {
    const arn = this.#engine.arn(target.name, context, target.qualifier);
    return this.#concurrency.within(target.name, target.entry, () =>
      this.#executor.execute({ record: target.record, payload, arn, context, clientContext }),
    );
  }

  async #stream(input: InvokeInput, context: CallContext): Promise<object> {
    const target = this.#engine.resolve(input.FunctionName, input.Qualifier, context);
    if (input.InvocationType === 'DryRun') return { StatusCode: 204, ExecutedVersion: target.record.Version };
    const payload = checkPayload(input);
    const arn = this.#engine.arn(target.name, context, target.qualifier);
    const chunks = new ResponseChunks();
    const running = this.#concurrency.within(target.name, target.entry, () =>
      this.#executor.execute({
        record: target.record,
        payload,
        arn,
        context,
        chunk: (data, type) => chunks.push(data, type),
      }),
    );
    await chunks.begun(running);
    return {
      StatusCode: 200,
      ExecutedVersion: target.record.Version,
      chunks,
      contentType: chunks.contentType,
      outcome: () => outcome(chunks, input),
    };
  }
}

function outcome(chunks: ResponseChunks, input: InvokeInput): object {
  const { error, log } = chunks.result ?? {};
  const LogResult = input.LogType === 'Tail' ? tail(log?.() ?? []) : undefined;
  return error ? { ErrorCode: error.errorType, ErrorDetails: JSON.stringify(error), LogResult } : { LogResult };
}

/** Node's runtime reports every error as unhandled. */
const functionError = (run: Execution): string | undefined => (run.error ? 'Unhandled' : undefined);

const tail = (log: readonly string[]): string =>
  Buffer.from(`${log.join('\n')}\n`)
    .subarray(-TAIL_BYTES)
    .toString('base64');

/** The payload as JSON text; an empty one is an empty object. */
function checkPayload({ Payload = '', InvocationType }: InvokeInput): string {
  const limit = InvocationType === 'Event' ? MAX_ASYNC_BYTES : MAX_SYNC_BYTES;
  if (Payload.length > limit / 3 && Buffer.byteLength(Payload) > limit)
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      {
        status: 413,
      },
    );
  if (Payload === '') return '{}';
  try {
    JSON.parse(Payload);
    return Payload;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const message = `Could not parse request body into json: Could not parse payload into json: ${problem}`;
    throw new AwsError('InvalidRequestContentException', message, { cause });
  }
}
