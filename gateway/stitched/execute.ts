import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
} from 'graphql';
import type { RequestState } from '../runtime/state.ts';
import { stitchContext } from './context.ts';
import { applyStrict, prepareDocument } from './strict.ts';

export interface StitchedSchemas {
  /** What clients see. */
  readonly strict: GraphQLSchema;
  /** What delegates. */
  readonly stitched: GraphQLSchema;
}

/** Runs any operation: stitched and nullable first, then the strict schema over what came back. */
export async function executeStitched(
  schemas: StitchedSchemas,
  document: DocumentNode,
  variableValues: Readonly<Record<string, unknown>>,
  state: RequestState,
  operationName?: string,
): Promise<ExecutionResult> {
  const operation = getOperationAST(document, operationName);
  const coerced = getVariableValues(schemas.strict, operation?.variableDefinitions ?? [], variableValues, {
    maxErrors: 50,
    hideSuggestions: true,
  });
  if (coerced.errors) return { errors: coerced.errors };
  const found = await execute({
    schema: schemas.stitched,
    document: prepareDocument(document, coerced.coerced),
    variableValues,
    operationName,
    contextValue: stitchContext(state),
    hideSuggestions: true,
  });
  return applyStrict(schemas.strict, document, variableValues, operationName, found);
}
