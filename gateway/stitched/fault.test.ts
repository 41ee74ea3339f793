import { buildSchema, GraphQLError, GraphQLObjectType, type GraphQLSchema, parse } from 'graphql';
import { RequestState } from '../runtime/state.ts';
import { createHandler } from '../server/handler.ts';
import type { Fault } from '../server/request-log.ts';
import { splitDeferred } from './defer.ts';
import { executeStitched } from './execute.ts';
import { executeDeferred } from './execute-deferred.ts';
import { FieldFailure } from './field-failure.ts';
import { note } from './note.ts';
import { asFieldFailure, causeOf, wireAnswer } from './wire.ts';

const nobody = { call: () => Promise.reject(new Error('nobody is asked')) };
const fault = new TypeError('secret text');

/** `broken` throws, `slow` never comes; the nullable schema and the strict one are the same here. */
function schemas() {
  const made = (own: (name: string) => unknown): GraphQLSchema => {
    const schema = buildSchema('type Query { fine: Int broken: Int slow: Int }');
    const { Query } = schema.getTypeMap();
    if (!(Query instanceof GraphQLObjectType)) throw new Error('no Query');
    for (const field of Object.values(Query.getFields())) field.resolve = () => own(field.name);
    return schema;
  };
  const stitched = made((name) => {
    if (name === 'broken') throw fault;
    return name === 'slow' ? new Promise(() => undefined) : 1;
  });
  return { strict: buildSchema('type Query { fine: Int broken: Int slow: Int }'), stitched };
}

test('what was thrown behind a masked error is told with its place, and not shown', async () => {
  const told: unknown[] = [];
  const state = new RequestState(nobody, { requestId: 'r1', unforeseen: (...fault) => told.push(fault) });
  const result = await executeStitched(schemas(), parse('{ fine nick: broken }'), {}, state);
  note(state, result);
  expect(told).toEqual([[fault, ['nick']]]);
  expect(wireAnswer(result, 'r1')).toEqual({
    data: { fine: 1, nick: null },
    errors: [
      {
        message: 'Something went wrong.',
        path: ['nick'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r1' },
      },
    ],
  });
});

test('it stays known through batches, which take an error’s place away', () => {
  const located = new GraphQLError('x', { path: ['a'], originalError: fault });
  expect(causeOf(new GraphQLError('y', { originalError: asFieldFailure(located) }))).toBe(fault);
  const foreseen = new FieldFailure({ code: 'NOT_FOUND', message: 'no' });
  expect(asFieldFailure(foreseen).failure).toBe(foreseen.failure);
});

test('what answers no request at all is told, too', async () => {
  const told: Fault[] = [];
  const handle = createHandler({
    plans: [],
    upstream: nobody,
    allowedOrigins: [],
    full: () => Promise.reject(fault),
    newRequestId: () => 'r2',
    onFault: (one) => told.push(one),
  });
  const request = { method: 'POST', path: '/graphql', query: '', body: '{"query":"{ fine }"}' };
  const { status, body } = await handle({ ...request, headers: { 'content-type': 'application/json' } });
  expect([status, told]).toEqual([500, [{ requestId: 'r2', path: undefined, cause: fault }]]);
  expect(body).not.toMatch(/secret/);
});

test('a deferred part that does not come ends with an error of its own; those that came are there', async () => {
  const document = parse('{ fine ... @defer { slow } ... @defer { again: fine } }');
  const split = splitDeferred(document, {});
  if (!split) throw new Error('nothing is deferred');
  const parts: unknown[] = [];
  for await (const part of executeDeferred(schemas(), split, {}, new RequestState(nobody, { requestId: 'r3' }), 20))
    parts.push(part);
  expect(parts).toEqual([
    { data: { fine: 1 }, hasNext: true },
    { incremental: [expect.objectContaining({ data: { again: 1 } })], hasNext: true },
    {
      incremental: [
        expect.objectContaining({
          data: null,
          errors: [expect.objectContaining({ extensions: { code: 'UPSTREAM_TIMEOUT', requestId: 'r3' } })],
        }),
      ],
      hasNext: false,
    },
  ]);
});
