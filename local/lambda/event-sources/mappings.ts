import { uuid } from '../../clock.ts';
import type { Action, CallContext } from '../../cloud.ts';
import { compileFilters } from '../../pipes/filter.ts';
import type { LambdaEngine } from '../engine.ts';
import { conflict, notFound } from '../errors.ts';
import { parseFunctionName } from '../names.ts';
import { pageOf } from '../paging.ts';
import { configureMapping, type MappingInput } from './configure.ts';
import { kindOf, type Mapping, type SourceKind } from './mapping.ts';
import { MappingStore } from './mapping-store.ts';
import { QueuePoller } from './queue-poller.ts';
import { StreamPoller } from './stream-poller.ts';

/** Event source mappings: their API, and the pollers that run while they are enabled. */
export class EventSourceMappings {
  readonly #engine: LambdaEngine;
  readonly #store: MappingStore;
  readonly #pollers = new Map<string, { stop: AbortController; ended: Promise<void> }>();

  constructor(engine: LambdaEngine) {
    this.#engine = engine;
    this.#store = new MappingStore(engine.cloud.store);
  }

  actions(): Record<string, Action> {
    return {
      CreateEventSourceMapping: (input, context) => this.#create(input, context),
      UpdateEventSourceMapping: (input, context) => this.#update(input, context),
      GetEventSourceMapping: (input, context) => this.#describe(this.#existing(input.UUID), context),
      DeleteEventSourceMapping: (input, context) => this.#delete(this.#existing(input.UUID), context),
      ListEventSourceMappings: (input, context) => {
        const name = input.FunctionName === undefined ? undefined : parseFunctionName(input.FunctionName).name;
        const found = this.#store
          .all()
          .filter(({ FunctionArn }) => name === undefined || parseFunctionName(FunctionArn).name === name)
          .filter(
            ({ EventSourceArn }) => input.EventSourceArn === undefined || EventSourceArn === input.EventSourceArn,
          );
        const { items, NextMarker } = pageOf(found, input);
        return { EventSourceMappings: items.map((mapping) => this.#describe(mapping, context)), NextMarker };
      },
    };
  }

  /** Resumes the pollers of enabled mappings. */
  start(): void {
    for (const mapping of this.#store.all()) this.#run(mapping);
  }

  async stop(): Promise<void> {
    const pollers = [...this.#pollers.values()];
    this.#pollers.clear();
    for (const { stop } of pollers) stop.abort();
    await Promise.all(pollers.map(({ ended }) => ended));
  }

  #create(input: MappingInput, context: CallContext): object {
    const EventSourceArn = input.EventSourceArn ?? '';
    const settings = configureMapping(input, EventSourceArn);
    const { name, qualifier } = this.#engine.resolve(input.FunctionName, undefined, context);
    const FunctionArn = this.#engine.arn(name, context, qualifier);
    const same = this.#store
      .all()
      .find((each) => each.EventSourceArn === EventSourceArn && each.FunctionArn === FunctionArn);
    if (same)
      throw conflict(
        `An event source mapping with ${kindOf(EventSourceArn) === 'sqs' ? 'SQS' : 'stream'} arn (" ${EventSourceArn} ") and function (" ${name} ") already exists. Please update or delete the existing mapping with UUID ${same.UUID}`,
      );
    const { clock } = this.#engine.cloud;
    const mapping = { UUID: uuid(clock), EventSourceArn, FunctionArn, ...settings, modified: clock.now() };
    this.#store.put(mapping);
    this.#run(mapping);
    return this.#describe(mapping, context, 'Creating');
  }

  #update(input: MappingInput, context: CallContext): object {
    const before = this.#existing(input.UUID);
    const settings = configureMapping(input, before.EventSourceArn, before);
    const modified = this.#engine.cloud.clock.now();
    let { FunctionArn } = before;
    if (input.FunctionName !== undefined) {
      const { name, qualifier } = this.#engine.resolve(input.FunctionName, undefined, context);
      FunctionArn = this.#engine.arn(name, context, qualifier);
    }
    const mapping = { ...before, ...settings, FunctionArn, modified };
    this.#store.put(mapping);
    this.#restart(mapping);
    return this.#describe(mapping, context, 'Updating');
  }

  #delete(mapping: Mapping, context: CallContext): object {
    this.#pollers.get(mapping.UUID)?.stop.abort();
    this.#pollers.delete(mapping.UUID);
    this.#store.delete(mapping.UUID);
    return this.#describe(mapping, context, 'Deleting');
  }

  /** The new poller begins when the batches of the old one have ended, so that none is delivered by both. */
  #restart(mapping: Mapping): void {
    const before = this.#pollers.get(mapping.UUID);
    this.#pollers.delete(mapping.UUID);
    before?.stop.abort();
    void (before?.ended ?? Promise.resolve()).then(() => this.#run(this.#store.get(mapping.UUID)));
  }

  #run(mapping: Mapping | undefined): void {
    if (!mapping?.Enabled || this.#pollers.has(mapping.UUID)) return;
    const stop = new AbortController();
    const kind = kindOf(mapping.EventSourceArn) as SourceKind;
    const wants = compileFilters(mapping.Filters, kind);
    const context = { cloud: this.#engine.cloud, mapping, store: this.#store, wants, stopping: stop.signal };
    const poller = kind === 'sqs' ? new QueuePoller(context) : new StreamPoller(context);
    this.#pollers.set(mapping.UUID, { stop, ended: poller.run() });
  }

  #existing(id: unknown): Mapping {
    const mapping = typeof id === 'string' ? this.#store.get(id) : undefined;
    if (!mapping) throw notFound('The resource you requested does not exist.');
    return mapping;
  }

  #describe(mapping: Mapping, context: CallContext, state?: string): object {
    const { Enabled, Filters, OnFailure, MaximumConcurrency, modified, ...rest } = mapping;
    const isStream = kindOf(mapping.EventSourceArn) === 'dynamodb';
    const { StartingPosition, ParallelizationFactor, BisectBatchOnFunctionError, MaximumRetryAttempts, ...others } =
      rest;
    const { MaximumRecordAgeInSeconds, ...common } = others;
    const stream = {
      StartingPosition,
      ParallelizationFactor,
      BisectBatchOnFunctionError,
      MaximumRetryAttempts,
      MaximumRecordAgeInSeconds,
    };
    return {
      ...common,
      ...(isStream ? { ...stream, DestinationConfig: { OnFailure: OnFailure ? { Destination: OnFailure } : {} } } : {}),
      ScalingConfig: MaximumConcurrency === undefined ? undefined : { MaximumConcurrency },
      FilterCriteria: Filters.length > 0 ? { Filters: Filters.map((Pattern) => ({ Pattern })) } : undefined,
      EventSourceMappingArn: this.#engine.cloud.arn('lambda', `event-source-mapping:${mapping.UUID}`, context),
      LastModified: modified / 1000,
      LastProcessingResult: isStream ? 'No records processed' : undefined,
      State: state ?? (Enabled ? 'Enabled' : 'Disabled'),
      StateTransitionReason: isStream ? 'User action' : 'USER_INITIATED',
    };
  }
}
