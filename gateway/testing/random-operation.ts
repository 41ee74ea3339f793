import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import type { Random } from './random.ts';

export interface RandomOperation {
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

/** A random valid operation: aliases, fragments, conditions, variables with and without values, depth up to four. */
export function randomOperation(schema: GraphQLSchema, r: Random): RandomOperation {
  for (;;) {
    const made = new Writer(schema, r).operation();
    if (validate(schema, parse(made.text)).length === 0) return made;
  }
}

class Writer {
  private readonly schema: GraphQLSchema;
  private readonly r: Random;
  private readonly definitions: string[] = [];
  private readonly fragments: string[] = [];
  private readonly variables: Record<string, unknown> = {};
  private count = 0;
  private fields = 0;

  constructor(schema: GraphQLSchema, r: Random) {
    this.schema = schema;
    this.r = r;
  }

  operation(): RandomOperation {
    const mutation = this.r.chance(0.15);
    const type = mutation ? this.schema.getMutationType() : this.schema.getQueryType();
    if (!type) throw new Error('no root');
    const set = this.selection(type, 0);
    const declared = this.definitions.length > 0 ? `(${this.definitions.join(', ')})` : '';
    return {
      text: `${mutation ? 'mutation' : 'query'} Random${declared} ${set}\n${this.fragments.join('\n')}`,
      variables: this.variables,
    };
  }

  private selection(type: GraphQLCompositeType, depth: number): string {
    const n = 1 + this.r.below(depth === 0 ? 3 : 5);
    const parts = Array.from({ length: n }, () => this.part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  private part(type: GraphQLCompositeType, depth: number): string {
    const roll = this.r.next();
    if (roll < 0.06) return `${this.r.chance(0.3) ? `t${this.count++}: ` : ''}__typename${this.directive()}`;
    if (roll < 0.16 || !('getFields' in type)) return this.inline(type, depth);
    if (roll < 0.22) return this.named(type, depth);
    return this.field(type, depth);
  }

  private inline(type: GraphQLCompositeType, depth: number): string {
    if (depth > 6) return '__typename';
    const on = this.narrow(type);
    const condition = on === type && this.r.chance(0.5) ? '' : ` on ${on.name}`;
    return `...${condition}${this.directive()} ${this.selection(on, depth + (on === type ? 1 : 0))}`;
  }

  private named(type: GraphQLCompositeType, depth: number): string {
    if (depth > 6) return '__typename';
    const on = this.narrow(type);
    const name = `F${this.count++}`;
    const body = this.selection(on, depth + 1);
    this.fragments.push(`fragment ${name} on ${on.name} ${body}`);
    return `...${name}${this.directive()}${this.r.chance(0.2) ? ` ...${name}` : ''}`;
  }

  private narrow(type: GraphQLCompositeType): GraphQLCompositeType {
    if (isAbstractType(type)) return this.r.pick<GraphQLCompositeType>([type, ...this.schema.getPossibleTypes(type)]);
    const wider = isObjectType(type) ? type.getInterfaces() : [];
    return this.r.chance(0.2) && wider.length > 0 ? this.r.pick(wider) : type;
  }

  private field(type: GraphQLCompositeType, depth: number): string {
    if (!(isObjectType(type) || isInterfaceType(type))) return '__typename';
    const all = Object.values(type.getFields()).filter((f) => depth < 4 || !isCompositeType(getNamedType(f.type)));
    if (all.length === 0 || this.fields++ > 40) return '__typename';
    const field = this.r.pick(all);
    const alias = this.r.chance(0.2) ? `${this.r.pick(['a', 'b', 'id', 'constructor'])}${this.count++}: ` : '';
    const named = getNamedType(field.type);
    const args = this.arguments(field);
    return `${alias}${field.name}${args}${this.directive()}${isCompositeType(named) ? ` ${this.selection(named, depth + 1)}` : ''}`;
  }

  private directive(): string {
    if (!this.r.chance(0.12)) return '';
    const value = this.r.chance(0.3) ? String(this.r.chance(0.5)) : `$${this.conditionVariable()}`;
    return ` @${this.r.pick(['skip', 'include'])}(if: ${value})`;
  }

  /** Few of them, so that conditions meet. */
  private conditionVariable(): string {
    const name = this.r.pick(['c1', 'c2']);
    if (!this.definitions.some((d) => d.startsWith(`$${name}:`))) {
      this.definitions.push(`$${name}: Boolean!`);
      this.variables[name] = this.r.chance(0.5);
    }
    return name;
  }

  private arguments(field: GraphQLField<unknown, unknown>): string {
    const parts = field.args.flatMap((a) =>
      isNonNullType(a.type) || this.r.chance(0.5) ? [`${a.name}: ${this.argument(a)}`] : [],
    );
    return parts.length > 0 ? `(${parts.join(', ')})` : '';
  }

  private argument(arg: GraphQLArgument | GraphQLInputField): string {
    return this.r.chance(0.5) ? `$${this.variable(arg)}` : this.literal(arg.type);
  }

  private variable(arg: GraphQLArgument | GraphQLInputField): string {
    const name = `v${this.count++}`;
    const fallback = this.r.chance(0.2) ? ` = ${this.literal(arg.type, true)}` : '';
    const loose = fallback !== '' && isNonNullType(arg.type) && this.r.chance(0.3);
    this.definitions.push(`$${name}: ${loose ? String(arg.type).slice(0, -1) : String(arg.type)}${fallback}`);
    const roll = this.r.next();
    if (roll < 0.75) this.variables[name] = this.value(arg.type);
    else if (roll < 0.8) this.variables[name] = null;
    else if (roll < 0.85)
      this.variables[name] = this.r.pick<unknown>([12.5, {}, ['x'], 'text', true, { text: 1, nope: 2 }]);
    return name;
  }

  private literal(type: GraphQLInputType, constant = false): string {
    if (isNonNullType(type)) return this.literal(type.ofType, constant);
    if (isListType(type))
      return this.r.chance(0.2)
        ? this.literal(type.ofType, constant)
        : `[${Array.from({ length: this.r.below(3) }, () => this.literal(type.ofType, constant)).join(', ')}]`;
    if (isEnumType(type)) return this.r.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const parts = Object.values(type.getFields()).flatMap((f) =>
        isNonNullType(f.type) || this.r.chance(0.4)
          ? [`${f.name}: ${constant ? this.literal(f.type, true) : this.argument(f)}`]
          : [],
      );
      return `{${parts.join(', ')}}`;
    }
    return JSON.stringify(this.scalar(type.name)) ?? 'null';
  }

  private value(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.value(type.ofType);
    if (isListType(type))
      return this.r.chance(0.1)
        ? this.value(type.ofType)
        : Array.from({ length: this.r.below(3) }, () => this.value(type.ofType));
    if (isEnumType(type)) return this.r.pick(type.getValues()).name;
    if (isInputObjectType(type))
      return Object.fromEntries(
        Object.values(type.getFields()).flatMap((f) =>
          isNonNullType(f.type) || this.r.chance(0.4) ? [[f.name, this.value(f.type)]] : [],
        ),
      );
    return this.scalar(type.name);
  }

  private scalar(name: string): unknown {
    switch (name) {
      case 'Int':
      case 'Long':
        return 1 + this.r.below(9);
      case 'Float':
        return this.r.below(100) / 4;
      case 'Boolean':
        return this.r.chance(0.5);
      default:
        return String(1 + this.r.below(9));
    }
  }
}
