import { uuid } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import { enrichedEvents, enrichmentOf } from './enrich.ts';
import { PipeLog } from './log.ts';
import type { PipeMeter } from './meter.ts';
import { MAX_PAYLOAD_BYTES, type Pipe } from './model.ts';
import { DeliveryError, deliveryError, type Outcome, type SourceRecord } from './outcome.ts';
import { failedRecords } from './partial.ts';
import { targetOf } from './targets/index.ts';
import type { Payload, Target, TargetAnswer } from './targets/target.ts';
import { compileTemplate, type ReservedValues, type Template } from './template.ts';

/** Enrichment and target together must end within this time. */
const EXECUTION_LIMIT_MS = 5 * 60_000;

/** Takes one batch through a pipe: enrichment, transformation, target. It neither retries nor remembers. */
export class Executor {
  readonly #cloud: Cloud;
  readonly #pipe: Pipe;
  readonly #log: PipeLog;
  readonly #meter: PipeMeter;
  readonly #dead: AbortSignal;
  readonly #target: Target;
  readonly #toEnrichment: Template | undefined;
  readonly #toTarget: Template | undefined;

  /** @param dead fires when the process ends */
  constructor(cloud: Cloud, pipe: Pipe, meter: PipeMeter, dead: AbortSignal) {
    this.#cloud = cloud;
    this.#dead = dead;
    this.#pipe = pipe;
    this.#meter = meter;
    this.#log = new PipeLog(cloud, pipe);
    this.#target = targetOf(pipe.Target);
    this.#toEnrichment = template(pipe.EnrichmentParameters?.InputTemplate);
    this.#toTarget = template(pipe.TargetParameters?.InputTemplate);
  }

  /** One attempt. It never throws: what went wrong is in the outcome. */
  async run(records: readonly SourceRecord[]): Promise<Outcome> {
    const executionId = uuid(this.#cloud.clock);
    // what the source has not yet on disk must not reach the target: it would be there although the write never happened
    await this.#cloud.store.committed();
    this.#log.write(executionId, 'INFO', 'ExecutionStarted', { payload: () => arrayOf(records) });
    const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
    this.#meter.began(this.#pipe.Name, records.length, bytes);
    const outcome = await this.#withinLimit(this.#attempt(executionId, records));
    this.#meter.ended(this.#pipe.Name, outcome);
    this.#logOutcome(executionId, outcome);
    return outcome;
  }

  /** Once the process ends, nobody gets an outcome any more, and the limit must not keep the process from ending. */
  #withinLimit(attempt: Promise<Outcome>): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const limit = this.#cloud.clock.setTimer(EXECUTION_LIMIT_MS, () => {
      const message = 'The pipe execution took longer than 5 minutes';
      resolve({ kind: 'failed', error: new DeliveryError(message, { stage: 'target', code: 'ExecutionTimeout' }) });
    });
    const cancel = () => limit.cancel();
    this.#dead.addEventListener('abort', cancel);
    if (this.#dead.aborted) cancel();
    void attempt.then((outcome) => {
      cancel();
      this.#dead.removeEventListener('abort', cancel);
      if (!this.#dead.aborted) resolve(outcome);
    });
    return promise;
  }

  async #attempt(executionId: string, records: readonly SourceRecord[]): Promise<Outcome> {
    let stage: 'enrichment' | 'target' = 'enrichment';
    try {
      const payloads = this.#pipe.Enrichment
        ? await this.#enrich(executionId, this.#pipe.Enrichment, records)
        : records.map(({ event, json }) => ({ event, text: json }));
      if (payloads.length === 0) return { kind: 'done' };
      stage = 'target';
      return this.#judge(await this.#deliver(executionId, payloads), records, payloads.length);
    } catch (error) {
      return { kind: 'failed', error: deliveryError(error, stage) };
    }
  }

  async #enrich(executionId: string, arn: string, records: readonly SourceRecord[]): Promise<Payload[]> {
    const input = this.#transform(records.map(toPayload), this.#toEnrichment, 'enrichment');
    const started = this.#cloud.clock.now();
    const answer = await enrichmentOf(arn)(this.#cloud, this.#pipe, arn, input);
    this.#meter.lasted(this.#pipe.Name, 'EnrichmentStageDuration', this.#cloud.clock.now() - started);
    this.#log.write(executionId, 'TRACE', 'EnrichmentStageExited', { payload: () => answer });
    return enrichedEvents(answer).map((event) => ({ event, text: JSON.stringify(event) }));
  }

  async #deliver(executionId: string, payloads: readonly Payload[]): Promise<TargetAnswer> {
    const input = this.#transform(payloads, this.#toTarget, 'target');
    const size = input.reduce((sum, { text }) => sum + text.length, 0);
    if (size > MAX_PAYLOAD_BYTES) throw new DeliveryError('The batch is larger than 6 MB', { stage: 'target' });
    const started = this.#cloud.clock.now();
    const answer = await this.#target({ cloud: this.#cloud, pipe: this.#pipe, payloads: input });
    this.#meter.lasted(this.#pipe.Name, 'TargetStageDuration', this.#cloud.clock.now() - started);
    this.#log.write(executionId, 'TRACE', 'TargetInvocationSucceeded', {
      payload: () => String(answer.response ?? ''),
    });
    return answer;
  }

  #transform(
    payloads: readonly Payload[],
    apply: Template | undefined,
    stage: 'enrichment' | 'target',
  ): readonly Payload[] {
    if (!apply) return payloads;
    const { Arn, Name, Source, Enrichment, Target } = this.#pipe;
    const reserved: ReservedValues = {
      pipeArn: Arn,
      pipeName: Name,
      sourceArn: Source,
      enrichmentArn: Enrichment ?? '',
      targetArn: Target,
      ingestionTime: new Date(this.#cloud.clock.now()).toISOString(),
    };
    const made: Payload[] = [];
    let size = 0;
    for (const { event } of payloads) {
      const text = apply(event, reserved);
      size += text.length;
      if (size > MAX_PAYLOAD_BYTES) throw new DeliveryError('The batch is larger than 6 MB', { stage });
      made.push({ event, text, templated: true });
    }
    return made;
  }

  #judge(answer: TargetAnswer, records: readonly SourceRecord[], delivered: number): Outcome {
    const failed = this.#refused(answer, records, delivered) ?? failedRecords(answer.response, records);
    if (failed !== 'all' && failed.size === 0) return { kind: 'done' };
    const error = new DeliveryError('The target reported failed records', { stage: 'target', code: 'PartialFailure' });
    return failed === 'all' ? { kind: 'failed', error } : { kind: 'partial', failed, error };
  }

  /** What a batch API refused, as records; after an enrichment, payloads need not be records, so that the batch fails as one. */
  #refused(answer: TargetAnswer, records: readonly SourceRecord[], delivered: number): Set<string> | 'all' | undefined {
    if (!answer.refused?.length) return undefined;
    if (this.#pipe.Enrichment || answer.refused.length === delivered) return 'all';
    return new Set(answer.refused.map((index) => records[index]?.id ?? ''));
  }

  #logOutcome(executionId: string, outcome: Outcome): void {
    if (outcome.kind === 'done') this.#log.write(executionId, 'INFO', 'ExecutionSucceeded', {});
    else {
      const type = outcome.kind === 'partial' ? 'ExecutionPartiallyFailed' : 'ExecutionFailed';
      this.#log.write(executionId, 'ERROR', type, { error: outcome.error });
    }
  }
}

const template = (text: string | undefined): Template | undefined => (text ? compileTemplate(text) : undefined);
const toPayload = ({ event, json }: SourceRecord): Payload => ({ event, text: json });
const arrayOf = (records: readonly SourceRecord[]): string => `[${records.map((record) => record.json).join(',')}]`;
