import type { CallContext, Cloud } from '../cloud.ts';
import { Definitions } from './definitions.ts';
import { alreadyExists, invalidState, notFound } from './errors.ts';
import { paged } from './pages.ts';

/** What a SaaS partner offers to an account: `aws.partner/auth0.com/<tenant>/auth0.logs`. */
export interface PartnerSource {
  name: string;
  arn: string;
  createdBy: string;
  account: string;
  /** PENDING until a bus of the same name exists; events that come before are lost. */
  state: 'PENDING' | 'ACTIVE';
  createdAt: number;
}

interface SourceInput {
  readonly Name?: string;
  readonly Account?: string;
  readonly NamePrefix?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

/** Partner event sources, from the side of the partner and from that of the account that receives. */
export class PartnerSources {
  readonly #cloud: Cloud;
  readonly #sources: Definitions<PartnerSource>;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#sources = new Definitions(cloud.store, 'events', 'partner-source');
  }

  find(name: string): PartnerSource | undefined {
    return this.#sources.get(name);
  }

  create(input: SourceInput, context: CallContext) {
    const name = String(input.Name);
    if (this.#sources.get(name)) throw alreadyExists(`Event source ${name} already exists.`);
    const region = context.region;
    const source: PartnerSource = {
      name,
      arn: `arn:aws:events:${region}::event-source/${name}`,
      createdBy: name.split('/')[1] ?? '',
      account: input.Account ?? context.account,
      state: 'PENDING',
      createdAt: Math.floor(this.#cloud.clock.now() / 1000),
    };
    this.#sources.put(name, source);
    return { EventSourceArn: source.arn };
  }

  /** The partner takes its source away; the receiver's bus stays, and no event comes any more. */
  delete(input: SourceInput) {
    this.#sources.delete(String(input.Name));
    return {};
  }

  activate(name: string): void {
    this.#setState(name, 'ACTIVE');
  }

  deactivate(name: string): void {
    if (this.find(name)) this.#setState(name, 'PENDING');
  }

  /** ActivateEventSource and DeactivateEventSource, as the receiving account calls them. */
  setState(input: SourceInput, state: PartnerSource['state']) {
    const source = this.#get(input);
    if (source.state === state) throw invalidState(`Event source ${source.name} is already ${state}.`);
    this.#setState(source.name, state);
    return {};
  }

  describe(input: SourceInput) {
    return describe(this.#get(input));
  }

  describePartner(input: SourceInput) {
    const { arn, name } = this.#get(input);
    return { Arn: arn, Name: name };
  }

  list(input: SourceInput) {
    return paged('EventSources', this.#withPrefix(input).map(describe), input);
  }

  listPartner(input: SourceInput) {
    const found = this.#withPrefix(input).map(({ arn, name }) => ({ Arn: arn, Name: name }));
    return paged('PartnerEventSources', found, input);
  }

  listAccounts(input: { EventSourceName?: string }) {
    const { account, createdAt, state } = this.#get({ Name: input.EventSourceName });
    return { PartnerEventSourceAccounts: [{ Account: account, CreationTime: createdAt, State: state }] };
  }

  #withPrefix(input: SourceInput): PartnerSource[] {
    return this.#sources.all().filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
  }

  #get(input: SourceInput): PartnerSource {
    const source = this.find(String(input.Name));
    if (!source) throw notFound(`Event source ${input.Name} does not exist.`);
    return source;
  }

  #setState(name: string, state: PartnerSource['state']): void {
    this.#sources.put(name, { ...this.#get({ Name: name }), state });
  }
}

const describe = (source: PartnerSource) => ({
  Arn: source.arn,
  CreatedBy: source.createdBy,
  CreationTime: source.createdAt,
  Name: source.name,
  State: source.state,
});
