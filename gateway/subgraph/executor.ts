import type { ExecutionRequest, ExecutionResult } from '@graphql-tools/utils';
import { print } from 'graphql';
import type { CallDescriptor } from '../runtime/descriptors.ts';
import { Failure, failureOfStatus } from '../runtime/failure.ts';
import type { StitchContext } from '../stitched/context.ts';
import { batchesOf, nameOf, rootFields, withKeys } from './batches.ts';
import type { SubgraphDeclaration } from './declare.ts';
import { failureIn, isPlain } from './failure-in.ts';
import { failed, ordered } from './ordered.ts';

/** Asks a subgraph, through what all sources are asked through: deadline, breaker, the headers that it is declared to be given. */
export function subgraphExecutor({ name, types = {} }: SubgraphDeclaration) {
  const merged = new Map(Object.values(types).map((type) => [type.query, type]));
  return async ({ document, variables = {}, operationType, context }: ExecutionRequest): Promise<ExecutionResult> => {
    const { state }: StitchContext = context;
    const batches = batchesOf(document, variables, merged);
    const call: CallDescriptor = {
      source: name,
      id: 'graphql',
      method: 'POST',
      path: [],
      body: 'input',
      safe: operationType !== 'mutation',
    };
    const query = print(withKeys(document, batches));
    const answer = await state.upstream.call(state, call, { input: { query, variables } });
    if (isPlain(answer) && isPlain(answer.data)) return ordered(name, answer, batches);
    const [first]: readonly unknown[] = isPlain(answer) && Array.isArray(answer.errors) ? answer.errors : [];
    const failure = answer instanceof Failure ? answer : failureOfStatus(name, 502);
    return failed(first ? failureIn(name, first) : failure, rootFields(document).map(nameOf), batches);
  };
}
