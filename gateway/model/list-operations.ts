import { METHODS, type OpenApiDocument, type Operation, type Parameter, type Reference } from '../openapi/document.ts';
import { resolve } from '../openapi/load.ts';

export interface FoundOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  readonly place: string;
  /** Where another operation of the same operationId stands. */
  twin?: string;
}

/**
 * Every operation of a document, by operationId; by method and path where there is none, or where another operation has it
 * already.
 */
export function listOperations(document: OpenApiDocument): Map<string, FoundOperation> {
  const found = new Map<string, FoundOperation>();
  for (const [path, raw] of Object.entries(document.paths ?? {})) {
    const place = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const { value: item } = resolve<Record<string, unknown>>(document, raw, place);
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const own = `${method}-${path}`;
      const first = operation.operationId === undefined ? undefined : found.get(operation.operationId);
      if (first) first.twin ??= `${place}/${method}`;
      const id = first ? own : (operation.operationId ?? own);
      const shared = (item.parameters ?? []) as readonly (Parameter | Reference)[];
      found.set(id, {
        id,
        method: method.toUpperCase(),
        path,
        operation,
        parameters: parametersOf(document, shared, operation, `${place}/${method}`),
        place: `${place}/${method}`,
      });
    }
  }
  return found;
}

function parametersOf(
  document: OpenApiDocument,
  shared: readonly (Parameter | Reference)[],
  operation: Operation,
  place: string,
): Parameter[] {
  const byKey = new Map<string, Parameter>();
  for (const p of [...shared, ...(operation.parameters ?? [])]) {
    const { value } = resolve<Parameter>(document, p, `${place}/parameters`);
    byKey.set(`${value.in}:${value.name}`, value);
  }
  return [...byKey.values()].filter((p) => p.in !== 'cookie');
}
