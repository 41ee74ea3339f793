import type { Cloud } from '../cloud.ts';
import { NotSupportedError } from '../errors.ts';
import { Executor } from './execution.ts';
import { compileFilters } from './filter.ts';
import type { PipeMeter } from './meter.ts';
import { type Pipe, serviceOf } from './model.ts';
import type { PipeStore } from './pipe-store.ts';
import { QueueSource } from './sources/queue.ts';
import type { Source, SourceContext } from './sources/source.ts';
import { StreamSource } from './sources/stream.ts';

export interface RunnerPorts extends Pick<SourceContext, 'slowPollMs' | 'gatherMs' | 'longestDelayMs'> {
  readonly cloud: Cloud;
  readonly store: PipeStore;
  readonly meter: PipeMeter;
  stopPipe(name: string, reason: string): void;
}

/** A pipe that runs. */
export class Runner {
  readonly #stopping = new AbortController();
  readonly #dead = new AbortController();
  readonly #ended: Promise<void>;

  constructor(pipe: Pipe, ports: RunnerPorts) {
    const { cloud, store, meter, slowPollMs, gatherMs, longestDelayMs } = ports;
    const context: SourceContext = {
      cloud,
      pipe,
      store,
      slowPollMs,
      gatherMs,
      longestDelayMs,
      executor: new Executor(cloud, pipe, meter, this.#dead.signal),
      filter: compileFilters(patternsOf(pipe), serviceOf(pipe.Source) === 'sqs' ? 'sqs' : 'dynamodb'),
      stopping: this.#stopping.signal,
      dead: this.#dead.signal,
      stopPipe: (reason) => {
        this.#stopping.abort();
        ports.stopPipe(pipe.Name, reason);
      },
    };
    this.#ended = sourceOf(context)
      .run()
      .catch((error: unknown) => context.stopPipe(`Internal error: ${String(error)}`)); // seen, not swallowed
  }

  /** Ends it; resolves when what is in flight has ended. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#ended;
  }

  /** The process ends: nothing is written any more. What was in flight is done again at the next start. */
  kill(): void {
    this.#dead.abort();
    this.#stopping.abort();
  }
}

/** The patterns of a pipe's filters. */
export const patternsOf = (pipe: Pick<Pipe, 'SourceParameters'>): string[] =>
  (pipe.SourceParameters.FilterCriteria?.Filters ?? []).map((filter) => filter.Pattern ?? '{}');

function sourceOf(context: SourceContext): Source {
  const { Source: arn, SourceParameters: parameters } = context.pipe;
  if (serviceOf(arn) === 'sqs') return new QueueSource(context, parameters.SqsQueueParameters ?? {});
  if (serviceOf(arn) === 'dynamodb' && parameters.DynamoDBStreamParameters)
    return new StreamSource(context, parameters.DynamoDBStreamParameters);
  throw new NotSupportedError(`a pipe from ${serviceOf(arn)}`);
}
