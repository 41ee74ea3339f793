import type { Timer } from '../clock.ts';
import type { CallContext, Cloud } from '../cloud.ts';
import { validation } from '../errors.ts';
import type { Archive, Archives } from './archives.ts';
import { type Buses, busNameOf } from './buses.ts';
import { Definitions } from './definitions.ts';
import { milliseconds, replayed } from './envelope.ts';
import { alreadyExists, invalidState, notFound } from './errors.ts';
import { paged } from './pages.ts';
import type { Publisher } from './publisher.ts';

type State = 'STARTING' | 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';

interface Replay {
  name: string;
  arn: string;
  description?: string;
  archiveArn: string;
  destination: { Arn: string; FilterArns?: string[] };
  state: State;
  reason?: string;
  /** Milliseconds. */
  from: number;
  to: number;
  startedAt: number;
  endedAt?: number;
  lastReplayed?: number;
  /** The archived event up to which this replay has come: it goes on from there after a restart. */
  position: { time: number; id: number };
}

interface ReplayInput {
  readonly ReplayName?: string;
  readonly Description?: string;
  readonly EventSourceArn?: string;
  readonly EventStartTime?: number;
  readonly EventEndTime?: number;
  readonly Destination?: { Arn: string; FilterArns?: string[] };
  readonly NamePrefix?: string;
  readonly State?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

const BATCH = 100;
const MOST_AT_ONCE = 10;

/**
 * Replays send archived events to their bus again, marked with `replay-name`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
 */
export class Replays {
  readonly #cloud: Cloud;
  readonly #replays: Definitions<Replay>;
  readonly #archives: Archives;
  readonly #buses: Buses;
  readonly #publisher: Publisher;
  readonly #timers = new Set<Timer>();

  constructor(cloud: Cloud, archives: Archives, buses: Buses, publisher: Publisher) {
    this.#cloud = cloud;
    this.#replays = new Definitions(cloud.store, 'events', 'replay');
    this.#archives = archives;
    this.#buses = buses;
    this.#publisher = publisher;
  }

  resume(): void {
    for (const replay of this.#replays.all()) if (isActive(replay)) this.#schedule(replay.name);
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  start(input: ReplayInput, context: CallContext) {
    const name = String(input.ReplayName);
    if (this.#replays.get(name)) throw alreadyExists(`Replay ${name} already exists.`);
    const archive = this.#archiveOf(input);
    const [from, to] = [milliseconds(input.EventStartTime), milliseconds(input.EventEndTime)];
    if (!(from < to)) {
      throw validation('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.');
    }
    if (this.#replays.all().filter(isActive).length >= MOST_AT_ONCE) throw validation('Too many concurrent replays.');
    const replay: Replay = {
      name,
      arn: this.#cloud.arn('events', `replay/${name}`, context),
      ...(input.Description !== undefined && { description: input.Description }),
      archiveArn: archive.arn,
      destination: input.Destination ?? { Arn: archive.busArn },
      state: 'STARTING',
      from,
      to,
      startedAt: this.#cloud.clock.now(),
      position: { time: 0, id: 0 },
    };
    this.#replays.put(name, replay);
    this.#schedule(name);
    return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: replay.startedAt / 1000 };
  }

  cancel(input: ReplayInput) {
    const replay = this.#get(input);
    if (!isActive(replay)) throw invalidState(`Replay ${replay.name} is not in a valid state for this operation.`);
    replay.state = 'CANCELLING';
    this.#replays.put(replay.name, replay);
    return { ReplayArn: replay.arn, State: replay.state };
  }

  describe(input: ReplayInput) {
    const replay = this.#get(input);
    return {
      ReplayArn: replay.arn,
      ...summary(replay),
      ...(replay.description !== undefined && { Description: replay.description }),
      Destination: replay.destination,
    };
  }

  list(input: ReplayInput) {
    const found = this.#replays
      .all()
      .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
      .filter(({ archiveArn }) => !input.EventSourceArn || archiveArn === input.EventSourceArn)
      .filter(({ state }) => !input.State || state === input.State);
    return paged('Replays', found.map(summary), input);
  }

  #archiveOf(input: ReplayInput): Archive {
    const arn = String(input.EventSourceArn);
    const archive = this.#archives.byArn(arn);
    if (!archive) {
      const name = arn.slice(arn.indexOf(':archive/') + ':archive/'.length);
      throw validation(`Parameter EventSourceArn is not valid. Reason: Archive ${name} does not exist.`);
    }
    const destination = String(input.Destination?.Arn);
    if (!this.#buses.byArn(destination)) {
      throw notFound(`Event bus ${busNameOf(destination)} does not exist.`);
    }
    if (busNameOf(destination) !== archive.bus) {
      throw validation('Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.');
    }
    return archive;
  }

  #schedule(name: string): void {
    const timer = this.#cloud.clock.setTimer(0, () => {
      this.#timers.delete(timer);
      this.#step(name);
    });
    this.#timers.add(timer);
  }

  #step(name: string): void {
    const replay = this.#replays.get(name);
    if (!replay || !isActive(replay)) return;
    const archive = this.#archives.byArn(replay.archiveArn);
    if (replay.state === 'CANCELLING') this.#end(replay, 'CANCELLED');
    else if (!archive) this.#end(replay, 'FAILED', 'The archive does not exist.');
    else if (this.#sendSome(replay, archive) < BATCH) this.#end(replay, 'COMPLETED');
    else {
      replay.state = 'RUNNING';
      this.#replays.put(name, replay);
      this.#schedule(name);
    }
  }

  #sendSome(replay: Replay, archive: Archive): number {
    const { time, id } = replay.position;
    const events = this.#cloud.store.all<{ id: number; time: number; event: string }>(
      `SELECT id, time, event FROM events_archived WHERE archive = ? AND time >= ? AND time <= ? AND (time, id) > (?, ?)
       ORDER BY time, id LIMIT ?`,
      ...[archive.name, Math.floor(replay.from), Math.floor(replay.to), time, id, BATCH],
    );
    const filter = replay.destination.FilterArns;
    for (const { event, ...position } of events) {
      const text = replayed(event, replay.name);
      const parsed: unknown = JSON.parse(text);
      this.#publisher.publish(archive.bus, { text, parsed, time: position.time }, filter && new Set(filter));
      replay.position = position;
      replay.lastReplayed = position.time;
    }
    return events.length;
  }

  #end(replay: Replay, state: State, reason?: string): void {
    replay.state = state;
    replay.endedAt = this.#cloud.clock.now();
    if (reason !== undefined) replay.reason = reason;
    this.#replays.put(replay.name, replay);
  }

  #get(input: ReplayInput): Replay {
    const replay = this.#replays.get(String(input.ReplayName));
    if (!replay) throw notFound(`Replay ${input.ReplayName} does not exist.`);
    return replay;
  }
}

const isActive = ({ state }: Replay): boolean => state === 'STARTING' || state === 'RUNNING' || state === 'CANCELLING';

const summary = (replay: Replay) => ({
  ReplayName: replay.name,
  EventSourceArn: replay.archiveArn,
  State: replay.state,
  ...(replay.reason !== undefined && { StateReason: replay.reason }),
  EventStartTime: replay.from / 1000,
  EventEndTime: replay.to / 1000,
  ...(replay.lastReplayed !== undefined && { EventLastReplayedTime: replay.lastReplayed / 1000 }),
  ReplayStartTime: replay.startedAt / 1000,
  ...(replay.endedAt !== undefined && { ReplayEndTime: replay.endedAt / 1000 }),
});
