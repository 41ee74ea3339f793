import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  isListType,
} from 'graphql';
import { discriminatorOf, metaOf } from '../model/metadata.ts';
import { upstreamArguments } from '../model/upstream-arguments.ts';
import type { CallDescriptor, LoaderDescriptor } from '../runtime/descriptors.ts';
import { Failure, wrongType } from '../runtime/failure.ts';
import { keyText } from '../runtime/join.ts';
import type { RequestState } from '../runtime/state.ts';
import { FieldFailure } from '../stitched/field-failure.ts';

/**
 * The yardstick: graphql-js over the plain schema, and a join written in the most obvious way. It executes the whole
 * operation again and again, synchronously, fetching in between what was missing, until nothing is. So its errors come
 * in document order, which asynchronous resolvers do not promise. For tests alone: it is slow.
 */
export async function executeReference(
  schema: GraphQLSchema,
  document: DocumentNode,
  variableValues: Record<string, unknown>,
  state: RequestState,
  operationName?: string,
): Promise<ExecutionResult> {
  const rounds = new Rounds(state);
  for (;;) {
    const result = execute({
      schema,
      document,
      variableValues,
      operationName,
      fieldResolver,
      typeResolver,
      contextValue: rounds,
      hideSuggestions: true,
    });
    if (result instanceof Promise) throw new Error('the reference must run synchronously');
    if (!(await rounds.fetch())) return result;
  }
}

/** What is known so far, and what this round found missing. */
class Rounds {
  private readonly state: RequestState;
  private readonly answers = new Map<string, unknown>();
  private readonly rows = new Map<string, Map<string, unknown>>();
  private calls: (() => Promise<void>)[] = [];
  private wanted = new Map<string, { loader: LoaderDescriptor; rows: Map<string, unknown>; keys: Set<string> }>();
  private waiting = false;

  constructor(state: RequestState) {
    this.state = state;
  }

  /** A root operation's answer, made once per place in the answer; mutations wait for the one before. */
  answer(info: GraphQLResolveInfo, make: () => Promise<unknown>): unknown {
    const place = String(info.path.key);
    if (this.answers.has(place)) return this.answers.get(place);
    if (info.operation.operation === 'mutation' && this.waiting) return null;
    this.waiting = true;
    this.calls.push(async () => {
      this.answers.set(place, await make());
    });
    return null;
  }

  row(info: GraphQLResolveInfo, loader: LoaderDescriptor, by: unknown): unknown {
    if (by === null || by === undefined) return null;
    const key = keyText(by);
    if (key === undefined) return wrongType('key');
    const place = `${loader.id} ${info.operation.operation === 'mutation' ? rootKey(info) : ''}`;
    const rows = this.rows.get(place) ?? new Map<string, unknown>();
    this.rows.set(place, rows);
    if (rows.has(key)) return rows.get(key);
    this.waiting = true;
    const wanted = this.wanted.get(place) ?? { loader, rows, keys: new Set<string>() };
    this.wanted.set(place, wanted);
    wanted.keys.add(key);
    return null;
  }

  call(call: CallDescriptor, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.state.upstream.call(this.state, call, args);
  }

  /** Fetches what was missing. False when nothing was. */
  async fetch(): Promise<boolean> {
    if (!this.waiting) return false;
    const { calls, wanted } = this;
    this.calls = [];
    this.wanted = new Map();
    this.waiting = false;
    await Promise.all([
      ...calls.map((c) => c()),
      ...[...wanted.values()].map((w) => this.fetchRows(w.loader, w.rows, [...w.keys])),
    ]);
    return true;
  }

  private async fetchRows(
    loader: LoaderDescriptor,
    rows: Map<string, unknown>,
    keys: readonly string[],
  ): Promise<void> {
    for (let i = 0; i < keys.length; i += loader.max)
      await this.fetchChunk(loader, rows, keys.slice(i, i + loader.max));
  }

  private async fetchChunk(
    loader: LoaderDescriptor,
    rows: Map<string, unknown>,
    keys: readonly string[],
  ): Promise<void> {
    if (loader.concurrency !== undefined) {
      const answer = await this.state.upstream.call(this.state, loader.call, { [loader.keys]: keys[0] });
      rows.set(keys[0] ?? '', answer instanceof Failure && answer.code === 'NOT_FOUND' ? null : answer);
      return;
    }
    const [name = '', inner] = loader.keys.split('.');
    const answer = await this.state.upstream.call(this.state, loader.call, {
      [name]: inner ? { [inner]: keys } : keys,
    });
    for (const key of keys) rows.set(key, pickRows(loader, answer, key));
  }
}

function pickRows(loader: LoaderDescriptor, answer: unknown, key: string): unknown {
  if (answer instanceof Failure) return answer;
  const list = loader.rows === undefined ? answer : plain(answer)[loader.rows];
  if (!Array.isArray(list)) return wrongType('List');
  const rows = list.filter((row) => keyText(plain(row)[loader.on]) === key);
  return loader.group ? rows : (rows[0] ?? null);
}

const plain = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.assign(Object.create(null), value) : {};

function rootKey(info: GraphQLResolveInfo): string {
  let path = info.path;
  while (path.prev) path = path.prev;
  return String(path.key);
}

const thrown = (value: unknown): unknown => {
  if (value instanceof Failure) throw new FieldFailure(value);
  return Array.isArray(value) ? value.map((v) => (v instanceof Failure ? new FieldFailure(v) : v)) : value;
};

const fieldResolver: GraphQLFieldResolver<unknown, Rounds> = (source, args, rounds, info) => {
  const field = info.parentType.getFields()[info.fieldName];
  const meta = field && metaOf(field);
  if (!field || !meta) return null;
  switch (meta.kind) {
    case 'property':
      return plain(source)[meta.property];
    case 'operation':
      return thrown(rounds.answer(info, () => rounds.call(meta.call, upstreamArguments(field, args))));
    case 'link':
      return thrown(
        linked(rounds, info, meta.loader, plain(source)[meta.by], isListType(field.type) && !meta.loader.group),
      );
    case 'lookup':
      return thrown(linked(rounds, info, meta.loader, args[meta.argument], isListType(field.type)));
    default:
      return null;
  }
};

function linked(
  rounds: Rounds,
  info: GraphQLResolveInfo,
  loader: LoaderDescriptor,
  by: unknown,
  list: boolean,
): unknown {
  if (!list || by === null || by === undefined) return rounds.row(info, loader, by);
  return Array.isArray(by) ? by.map((key) => rounds.row(info, loader, key)) : wrongType('List');
}

const typeResolver: GraphQLTypeResolver<unknown, Rounds> = (value, _context, _info, abstractType) => {
  const discriminator = discriminatorOf(abstractType);
  const tag = discriminator && plain(value)[discriminator.property];
  const type =
    typeof tag === 'string' && discriminator && Object.hasOwn(discriminator.types, tag)
      ? discriminator.types[tag]
      : undefined;
  if (type === undefined) throw new FieldFailure(wrongType(abstractType.name));
  return type;
};
