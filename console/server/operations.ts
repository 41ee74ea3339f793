import type { Clients, Target } from '../../ops/clients.ts';
import { NotFoundError } from '../../ops/errors.ts';
import { ownerOf } from '../../ops/executions/arn.ts';
import { findExecutions } from '../../ops/executions/find.ts';
import { graphOf } from '../../ops/executions/graph.ts';
import { machineDefinition, showExecution } from '../../ops/executions/show.ts';
import type { ExecutionDetail, ExecutionSummary, Graph } from '../../ops/executions/types.ts';
import { listWorkflows, type Workflow } from '../../ops/workflows.ts';
import { ExecutionBook } from './execution-book.ts';
import { liveFigures } from './figures.ts';
import { landscape } from './landscape.ts';
import { LetterBox } from './letter-box.ts';
import { LiveFeed } from './live-feed.ts';
import { ALWAYS_MASKED } from './pii.ts';
import type { Landscape, LiveFigures, Session } from './shapes.ts';

export interface OperationsOptions {
  readonly target: Target;
  readonly stack?: string;
  readonly version: string;
}

/** On AWS each look costs requests (and GetMetricData, money); a runtime on this machine is asked often. */
const LOCAL_LIVE_MS = 2_000;
const AWS_LIVE_MS = 20_000;
/** CloudWatch Logs may show a line only after a while; a runtime shows it at once. */
const LOCAL_LATE_MS = 2_000;
const AWS_LATE_MS = 120_000;
const WORKFLOWS_FRESH_MS = 30_000;

/** What the page can ask for, over AWS's APIs; what is asked again and again is remembered for a moment. */
export class Operations {
  readonly book: ExecutionBook;
  readonly letters: LetterBox;
  readonly feed: LiveFeed<LiveFigures>;
  readonly clients: Clients;
  readonly #options: OperationsOptions;
  #workflows: { readonly at: number; readonly list: Promise<Workflow[]> } | undefined;

  constructor(clients: Clients, options: OperationsOptions) {
    this.clients = clients;
    this.#options = options;
    this.letters = new LetterBox(clients);
    const late = options.target.endpoint ? LOCAL_LATE_MS : AWS_LATE_MS;
    this.book = new ExecutionBook((name, query) => this.#executions(name, query), late);
    const every = options.target.endpoint ? LOCAL_LIVE_MS : AWS_LIVE_MS;
    this.feed = new LiveFeed(async () => liveFigures(clients, await this.workflows()), every);
  }

  workflows(): Promise<Workflow[]> {
    const now = performance.now();
    if (!this.#workflows || now - this.#workflows.at > WORKFLOWS_FRESH_MS) {
      const list = listWorkflows(this.clients, this.#options.stack);
      this.#workflows = { at: now, list };
      // A failure is not remembered.
      list.catch(() => {
        this.#workflows = undefined;
      });
    }
    return this.#workflows.list;
  }

  /** The named one, or all. @throws NotFoundError */
  async chosen(name: string | null): Promise<Workflow[]> {
    const all = await this.workflows();
    if (!name) return all;
    const found = all.filter((workflow) => workflow.name === name);
    if (!found.length) throw new NotFoundError(`there is no workflow ${name}`);
    return found;
  }

  async session(): Promise<Session> {
    const { target, version } = this.#options;
    const workflows = await this.workflows();
    const [, , , , account] = workflows[0]?.machineArn.split(':') ?? [];
    return {
      endpoint: target.endpoint ?? null,
      profile: target.profile ?? null,
      region: this.clients.region,
      account: account ?? null,
      version,
      personal: Object.fromEntries(workflows.map(({ name, personal }) => [name, personal])),
      alwaysMasked: ALWAYS_MASKED,
    };
  }

  /** @throws NotFoundError */
  async execution(arn: string): Promise<ExecutionDetail> {
    const owner = ownerOf(arn, await this.workflows());
    if (!owner) throw new NotFoundError('this execution belongs to none of the workflows here');
    const startedAt = this.book.find(arn)?.startedAt;
    return showExecution(this.clients, owner, arn, startedAt === undefined ? {} : { startedAt });
  }

  /** The machine as it is now. @throws NotFoundError */
  async graph(name: string): Promise<Graph> {
    const [workflow] = await this.chosen(name);
    const definition = workflow && (await machineDefinition(this.clients, workflow));
    if (!definition) throw new NotFoundError(`the machine of ${name} is not there`);
    return graphOf(definition);
  }

  async landscape(): Promise<Landscape> {
    return landscape(this.clients, await this.workflows());
  }

  close(): void {
    this.feed.close();
  }

  async *#executions(name: string, query: Parameters<typeof findExecutions>[2]): AsyncGenerator<ExecutionSummary> {
    const [workflow] = await this.chosen(name);
    if (workflow) yield* findExecutions(this.clients, workflow, query);
  }
}
