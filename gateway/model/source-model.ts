import type { GraphQLFieldConfigMap, GraphQLObjectType } from 'graphql';
import type { BatchDeclaration, OperationDeclaration, SourceDeclaration } from '../declare.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { DocumentError, loadDocument } from '../openapi/load.ts';
import type { LoaderDescriptor } from '../runtime/descriptors.ts';
import { EnumTypes } from './enums.ts';
import { InputTypes } from './input.ts';
import { type FoundOperation, listOperations } from './list-operations.ts';
import { fieldName, type Names, typeName } from './naming.ts';
import { type ConvertedOperation, convertOperation } from './operations.ts';
import { OutputTypes } from './output.ts';
import { flatten } from './schemas.ts';

const OWN_ID = 'give each operation an operationId of its own';

type Extend = (source: SourceDeclaration, type: string) => GraphQLFieldConfigMap<unknown, unknown>;

/** One source's document, converted: its exposed operations, its types, and loaders for its entities. */
export class SourceModel {
  readonly source: SourceDeclaration;
  readonly document: OpenApiDocument;
  readonly outputs: OutputTypes;
  readonly notes: { place: string; message: string; remedy: string }[] = [];
  private readonly inputs: InputTypes;
  private readonly found: Map<string, FoundOperation>;

  constructor(source: SourceDeclaration, names: Names, extend: Extend, document = loadDocument(source.document)) {
    this.source = source;
    this.document = document;
    this.found = listOperations(document);
    for (const { id, place, twin } of this.found.values())
      if (twin !== undefined && source.exposeAll)
        this.notes.push({
          place: twin,
          message: `it goes by its path: ${id} is the id of ${place}, too`,
          remedy: OWN_ID,
        });
    const prefix = source.prefix ?? '';
    const enums = new EnumTypes(names);
    this.inputs = new InputTypes(document, prefix, names, enums);
    this.outputs = new OutputTypes({
      document,
      prefix,
      names,
      enums,
      source: source.name,
      keyOf: (type) => (source.types?.[type] ? (source.types[type].key ?? 'id') : undefined),
      scopesOf: (type, field) => source.types?.[type]?.scopes?.[field],
      extend: (type) => extend(source, type),
      note: (place, message, remedy) => this.notes.push({ place, message, remedy }),
    });
  }

  /** The operations that the declaration exposes. Of those that only `exposeAll` names, what cannot be served is left out and noted. */
  operations(): ConvertedOperation[] {
    return this.exposed().flatMap(([id, declared]) => {
      try {
        const found = this.source.operations?.[id] ? this.find(id) : this.foundOf(id);
        return [convertOperation(this.document, this.source, found, declared, this.inputs, this.outputs)];
      } catch (error) {
        if (!(error instanceof DocumentError) || this.source.operations?.[id]) throw error;
        this.notes.push({ place: error.place, message: `${id} is left out: ${error.message}`, remedy: error.remedy });
        return [];
      }
    });
  }

  private exposed(): [string, OperationDeclaration][] {
    const declared = this.source.operations ?? {};
    if (!this.source.exposeAll) return Object.entries(declared);
    return [...this.found.keys()].map((id) => [id, declared[id] ?? {}]);
  }

  /** An operation that the declaration names: its id must mean one operation alone. */
  private find(id: string): FoundOperation {
    const found = this.foundOf(id);
    if (found.twin === undefined) return found;
    throw new DocumentError(found.place, `${id} is the id of ${found.twin}, too`, OWN_ID);
  }

  private foundOf(id: string): FoundOperation {
    const found = this.found.get(id);
    if (found) return found;
    const known = [...this.found.keys()].slice(0, 8).join(', ');
    throw new DocumentError(`operations.${id}`, `the document has no operation ${id}`, `it has ${known}, …`);
  }

  /** The loader of a type: its batch operation, or its single one with a bounded concurrency. */
  loaderOf(type: string): LoaderDescriptor | undefined {
    const declared = this.source.types?.[type];
    if (declared?.many) return this.batch(type, declared.many, declared.key ?? 'id', false);
    if (!declared?.one) return undefined;
    const { operation, parameter, concurrency } = declared.one;
    const call = convertOperation(this.document, this.source, this.find(operation), {}, this.inputs, this.outputs).call;
    return {
      id: `${this.source.name}.${type}`,
      call,
      keys: fieldName(parameter),
      on: declared.key ?? 'id',
      group: false,
      max: 1,
      maxUrl: 0,
      concurrency,
    };
  }

  /** A batch operation as a loader; `on` is the property of each row that holds the key asked for. */
  batch(type: string, many: BatchDeclaration, on: string, group: boolean): LoaderDescriptor {
    const found = this.find(many.operation);
    const place = `types.${type}.many`;
    const converted = convertOperation(
      this.document,
      this.source,
      found,
      many.rows ? { unwrap: many.rows, kind: 'query' } : { kind: 'query' },
      this.inputs,
      this.outputs,
    );
    this.checkRows(converted, type, place);
    const { unwrap: _, ...call } = converted.call;
    return {
      id: `${this.source.name}.${many.operation}${group ? `.${on}` : ''}`,
      call,
      keys: keysArgument(found, many, converted, place),
      on,
      group,
      max: many.max ?? 50,
      maxUrl: many.maxUrl ?? 2000,
      ...(many.format ? { format: many.format } : {}),
      ...(many.rows ? { rows: many.rows } : {}),
      ...(many.arguments ? { arguments: many.arguments } : {}),
    };
  }

  private checkRows(converted: ConvertedOperation, type: string, place: string): void {
    const text = String(converted.type).replaceAll('!', '');
    if (text !== `[${type}]`)
      throw new DocumentError(
        place,
        `the batch operation answers ${text}, not a list of ${type}`,
        'name the property that holds the rows in `rows`, or another operation',
      );
  }

  /** Whether a property holds one key or a list: told by the document, since the type's fields may be in the making. */
  isList(type: string, property: string): boolean {
    const component = Object.keys(this.document.components?.schemas ?? {}).find(
      (c) => (this.source.prefix ?? '') + typeName(c) === type,
    );
    if (component === undefined) return false;
    const place = `/components/schemas/${component}`;
    const owner = flatten(this.document, { $ref: `#${place}` }, place);
    const schema = owner.schema.properties?.[property];
    return schema !== undefined && flatten(this.document, schema, place).schema.type === 'array';
  }

  entity(type: string): GraphQLObjectType | undefined {
    return this.outputs.entity(type);
  }
}

function keysArgument(
  found: FoundOperation,
  many: BatchDeclaration,
  converted: ConvertedOperation,
  place: string,
): string {
  const parameter = found.parameters.find((p) => p.name === many.keys);
  if (parameter) return fieldName(parameter.name);
  if (converted.call.body) return `${converted.call.body}.${many.keys}`;
  throw new DocumentError(
    place,
    `the operation ${found.id} has no parameter ${many.keys}`,
    'repair `keys` in the declaration',
  );
}
