import { type GraphQLOutputType, getNamedType, isAbstractType, isListType, isNonNullType } from 'graphql';
import { discriminatorOf } from '../model/metadata.ts';
import { isKeyList } from './completers.ts';
import { anyText } from './condition.ts';
import type { LinkPlanner } from './links.ts';
import { type Emitter, read } from './names.ts';
import type { FieldSelection, ObjectSelection, ValueSelection } from './tree.ts';

/** Writes the functions that gather the keys of links from an anchor's data, as soon as it is there. */
export class Walkers {
  private readonly emitter: Emitter;
  private readonly links: LinkPlanner;
  private count = 0;

  constructor(emitter: Emitter, links: LinkPlanner) {
    this.emitter = emitter;
    this.links = links;
  }

  /** The walker of a value, or undefined where no link lies below it. */
  of(value: ValueSelection): string | undefined {
    if (![...value.objects.values()].some((o) => this.hasLinks(o))) return undefined;
    this.count = 0;
    const body = this.ofType(value.type, value);
    return this.emitter.function('w', `(st, x) {\nconst v = st.v;\n${body('x')}\n}`);
  }

  private hasLinks(object: ObjectSelection): boolean {
    return object.fields.some(
      (f) => this.links.byField.has(f) || [...(f.value?.objects.values() ?? [])].some((o) => this.hasLinks(o)),
    );
  }

  private ofType(type: GraphQLOutputType, value: ValueSelection): (x: string) => string {
    if (isNonNullType(type)) return this.ofType(type.ofType, value);
    if (isListType(type)) {
      const item = this.variable();
      const inner = this.ofType(type.ofType, value);
      return (x) => `if (Array.isArray(${x})) for (const ${item} of ${x}) { ${inner(item)} }`;
    }
    const named = getNamedType(type);
    const discriminator = isAbstractType(named) ? discriminatorOf(named) : undefined;
    if (!discriminator) return (x) => this.objects([...value.objects.values()], x);
    const table = this.emitter.constant('d', JSON.stringify(discriminator));
    return (x) => {
      const cases = [...value.objects]
        .filter(([, o]) => this.hasLinks(o))
        .map(([name, o]) => `case ${JSON.stringify(name)}: { ${this.object(o, x)} break; }`);
      return `switch (typeOf(${table}, ${x})) { ${cases.join(' ')} }`;
    };
  }

  private objects(objects: readonly ObjectSelection[], x: string): string {
    return objects
      .filter((o) => this.hasLinks(o))
      .map((o) => this.object(o, x))
      .join(' ');
  }

  private object(object: ObjectSelection, x: string): string {
    const s = this.variable();
    const lines = object.fields.map((f) => this.field(f, s)).filter(Boolean);
    return `{ const ${s} = objectOf(${x}); ${lines.join(' ')} }`;
  }

  private field(f: FieldSelection, s: string): string {
    const code = this.keys(f, s);
    if (code === '') return '';
    const condition = anyText(f.places.map((p) => p.condition));
    return condition === undefined ? code : `if (${condition}) { ${code} }`;
  }

  private keys(f: FieldSelection, s: string): string {
    const use = this.links.byField.get(f);
    if (use && f.meta?.kind === 'link')
      return `${isKeyList(f) ? 'addKeys' : 'addKey'}(st.k[${use.index}], ${read(s, f.meta.by)});`;
    if (!f.value || f.meta?.kind !== 'property' || ![...f.value.objects.values()].some((o) => this.hasLinks(o)))
      return '';
    const inner = this.variable();
    return `{ const ${inner} = ${read(s, f.meta.property)}; ${this.ofType(f.value.type, f.value)(inner)} }`;
  }

  private variable(): string {
    return `y${this.count++}`;
  }
}
