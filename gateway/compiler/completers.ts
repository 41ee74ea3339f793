import {
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { discriminatorOf } from '../model/metadata.ts';
import type { LoaderDescriptor } from '../runtime/descriptors.ts';
import { anyText, type Condition, conditionText } from './condition.ts';
import type { LinkPlanner } from './links.ts';
import { assign, type Emitter, fieldLabel, read } from './names.ts';
import { type FieldSelection, NotCompilable, type ObjectSelection, type ValueSelection } from './tree.ts';

/** Fast paths: the test under which an upstream's value is its own GraphQL value. */
const FAST: Readonly<Record<string, string>> = {
  String: "typeof t === 'string'",
  ID: "typeof t === 'string'",
  DateTime: "typeof t === 'string'",
  Boolean: "typeof t === 'boolean'",
  Float: 'Number.isFinite(t)',
  Int: '(t | 0) === t',
  JSON: 't !== null && t !== undefined',
};

/**
 * Writes the functions that turn upstream data into the answer, one per object selection and list. Each takes
 * `(st, x, p)`, state, a value that is not null and its path, and returns the value, or `undefined` while an error climbs.
 */
export class Completers {
  private readonly emitter: Emitter;
  private readonly links: LinkPlanner;

  constructor(emitter: Emitter, links: LinkPlanner) {
    this.emitter = emitter;
    this.links = links;
  }

  /** The body that fills `r` with an object's fields. `source` gives the JavaScript of a field's raw value. */
  fields(object: ObjectSelection, source: (f: FieldSelection) => string, bubble: string): string {
    const byPosition = object.fields
      .flatMap((f) => f.places.map((place) => ({ f, place })))
      .sort((a, b) => a.place.position - b.place.position);
    const bodies = new Map<FieldSelection, string>();
    const lines: string[] = [];
    for (const { f, place } of byPosition) {
      const guard = firstHere(f, place.position, place.condition);
      if (guard === false) continue;
      const body = bodies.get(f) ?? this.field(f, source, bubble);
      bodies.set(f, body);
      lines.push(guard === undefined ? body : `if (${guard}) { ${body} }`);
    }
    return lines.join('\n');
  }

  private field(f: FieldSelection, source: (f: FieldSelection) => string, bubble: string): string {
    const target = assign(f.key);
    if (!f.field) return `${target} = ${JSON.stringify(f.parent.name)};`;
    const raw = source(f);
    const link = f.meta?.kind !== 'property';
    const declared = f.field.type;
    const nonNull = isNonNullType(declared);
    const type = isNonNullType(declared) ? declared.ofType : declared;
    if (!link && isLeafType(type)) return this.leafField(f, raw, target, nonNull, bubble);
    const node = `{ p, k: ${JSON.stringify(f.key)} }`;
    const complete = `${this.completer(type, f)}(st, t, ${node})`;
    const value = link ? `t instanceof Failure ? fail(st, t, ${node}) : ${complete}` : complete;
    if (!nonNull)
      return `t = ${raw}; if (t === null || t === undefined) t = null; else if ((t = ${value}) === undefined) t = taken(st); ${target} = t;`;
    return `t = ${raw}; t = t === null || t === undefined ? noNull(st, ${JSON.stringify(fieldLabel(f))}, ${node}) : ${value}; if (t === undefined) ${bubble} ${target} = t;`;
  }

  private leafField(f: FieldSelection, raw: string, target: string, nonNull: boolean, bubble: string): string {
    const type = getNamedType(f.field?.type);
    if (!type) throw new NotCompilable(fieldLabel(f));
    const fast = FAST[type.name] ?? 'false';
    const slow = `st, ${JSON.stringify(type.name)}, t, p, ${JSON.stringify(f.key)}`;
    const coercer = isEnumType(type) ? `, ${this.coercer(type.name, f)}` : '';
    if (!nonNull) return `t = ${raw}; ${target} = ${fast} ? t : leaf(${slow}${coercer});`;
    return `t = ${raw}; if (!(${fast}) && (t = requiredLeaf(${slow}, ${JSON.stringify(fieldLabel(f))}${coercer})) === undefined) ${bubble} ${target} = t;`;
  }

  private coercer(name: string, f: FieldSelection): string {
    const type = getNamedType(f.field?.type);
    if (!isEnumType(type)) return `leaves.${name}`;
    const table = type.getValues().map((v) => [v.value, v.name]);
    return this.emitter.constant('e', `enumeration(new Map(${JSON.stringify(table)}))`);
  }

  /** The name of the function that completes a nullable type's non-null value. */
  private completer(type: GraphQLOutputType, f: FieldSelection): string {
    if (isListType(type)) return this.list(type.ofType, f);
    if (isLeafType(type)) return this.leafFunction(type.name, f);
    if (!f.value) throw new NotCompilable(fieldLabel(f));
    return isAbstractType(type) ? this.abstract(f.value) : this.object(f.value);
  }

  private leafFunction(name: string, f: FieldSelection): string {
    const body = `const y = ${this.coercer(name, f)}(x); return y === undefined ? misfit(st, ${JSON.stringify(name)}, p) : y;`;
    return this.emitter.function('l', `(st, x, p) { ${body} }`);
  }

  private list(itemType: GraphQLOutputType, f: FieldSelection): string {
    const nonNull = isNonNullType(itemType);
    const inner = this.completer(nonNull ? itemType.ofType : itemType, f);
    const missing = nonNull ? `noNull(st, ${JSON.stringify(fieldLabel(f))}, { p, k: i })` : 'null';
    const failed = f.meta?.kind === 'property' ? '' : 't instanceof Failure ? fail(st, t, { p, k: i }) : ';
    return this.emitter.function(
      'a',
      `(st, x, p) {
  if (!Array.isArray(x)) return misfit(st, 'List', p);
  const r = new Array(x.length);
  for (let i = 0; i < x.length; i++) {
    let t = x[i];
    t = t === null || t === undefined ? ${missing} : ${failed}${inner}(st, t, { p, k: i });
    ${nonNull ? 'if (t === undefined) return undefined;' : 'if (t === undefined) t = taken(st);'}
    r[i] = t;
  }
  return r;
}`,
    );
  }

  private object(value: ValueSelection): string {
    const [only] = value.objects.values();
    if (!only) throw new NotCompilable('a selection without a type');
    return this.objectFunction(only);
  }

  private objectFunction(object: ObjectSelection): string {
    const body = this.fields(object, (f) => this.valueOf(f), 'return undefined;');
    return this.emitter.function(
      'o',
      `(st, x, p) {\nconst s = objectOf(x), v = st.v, r = {}; let t;\n${body}\nreturn r;\n}`,
    );
  }

  private abstract(value: ValueSelection): string {
    const named = getNamedType(value.type);
    const discriminator = isAbstractType(named) ? discriminatorOf(named) : undefined;
    if (!discriminator) throw new NotCompilable(`${named.name} has no discriminator`);
    const cases = [...value.objects].map(
      ([name, object]) => `case ${JSON.stringify(name)}: return ${this.objectFunction(object)}(st, x, p);`,
    );
    const table = this.emitter.constant('d', JSON.stringify(discriminator));
    return this.emitter.function(
      'u',
      `(st, x, p) {\nswitch (typeOf(${table}, x)) {\n${cases.join('\n')}\ndefault: return misfit(st, ${JSON.stringify(named.name)}, p);\n}\n}`,
    );
  }

  /** A field's raw value: a property, or the rows of a link. */
  private valueOf(f: FieldSelection): string {
    if (f.meta?.kind === 'property') return read('s', f.meta.property);
    if (f.meta?.kind === 'link') return this.linked(f, read('s', f.meta.by));
    throw new NotCompilable(fieldLabel(f));
  }

  /** The rows for a link or lookup, by the key that `by` yields. */
  linked(f: FieldSelection, by: string): string {
    const use = this.links.byField.get(f);
    if (!use) throw new NotCompilable(fieldLabel(f));
    const rows = `st.rows.${loaderName(this.emitter, use.loader)}`;
    return isKeyList(f) ? `rowList(${rows}, ${by})` : `row(${rows}, ${by})`;
  }
}

/** A loader's constant; its rows stand under the same name in every plan. */
export const loaderName = (emitter: Emitter, loader: LoaderDescriptor): string =>
  emitter.constant('L', JSON.stringify(loader));

/** Whether a link holds a list of keys; a link from one to many holds one key that many rows carry. */
export function isKeyList(f: FieldSelection): boolean {
  if (f.meta?.kind !== 'link' && f.meta?.kind !== 'lookup') return false;
  return !f.meta.loader.group && f.field !== undefined && !isObjectType(f.field.type);
}

/** The guard for a key at one of its places: it is included here and at no earlier place. False if that cannot be. */
function firstHere(f: FieldSelection, position: number, condition: Condition): string | undefined | false {
  const earlier = f.places.filter((p) => p.position < position).map((p) => p.condition);
  const own = conditionText(condition);
  if (earlier.length === 0) return own;
  const before = anyText(earlier);
  if (before === undefined) return false;
  return own === undefined ? `!(${before})` : `${own} && !(${before})`;
}
