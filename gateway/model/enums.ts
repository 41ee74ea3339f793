import { GraphQLEnumType, GraphQLString } from 'graphql';
import { enumName, type Names } from './naming.ts';

/** Enum types of one document, shared by answers and inputs. Values that no GraphQL name can tell apart become texts. */
export class EnumTypes {
  private readonly names: Names;
  private readonly known = new Map<string, GraphQLEnumType>();

  constructor(names: Names) {
    this.names = names;
  }

  of(values: readonly unknown[], wanted: string): GraphQLEnumType | typeof GraphQLString {
    const texts = [...new Set(values.map(String))];
    const signature = `${wanted}:${texts.join('|')}`;
    const known = this.known.get(signature);
    if (known) return known;
    const entries = texts.map((v) => [enumName(v), { value: v }] as const);
    if (new Set(entries.map(([n]) => n)).size !== entries.length || texts.includes('')) return GraphQLString;
    const type = new GraphQLEnumType({ name: this.names.unique(wanted), values: Object.fromEntries(entries) });
    this.known.set(signature, type);
    return type;
  }
}
