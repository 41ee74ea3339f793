/** A GraphQL service beside the REST sources: its schema stands beside the declaration as SDL, committed, so that a build asks nobody. */
export interface SubgraphDeclaration {
  /** Short and unique, among sources too. */
  readonly name: string;
  /** Of its GraphQL endpoint. */
  readonly url: { readonly env: string; readonly local?: string };
  /** Path of the SDL. */
  readonly schema: string;
  /** Whole time that one call may take, in milliseconds. Default 2,000. */
  readonly timeoutMs?: number;
  /** Names of the request headers that go on to it (lower case). */
  readonly forward?: readonly string[];
  /** Types that are joined with those of others, by key. */
  readonly types?: Readonly<Record<string, MergedType>>;
}

export interface MergedType {
  /** The field that identifies an entity, here and in the other source. Default `id`. */
  readonly key?: string;
  /** The query that takes a list of keys and answers the entities, in any order. It is not shown to clients. */
  readonly query: string;
  /** Its argument. Default `ids`. */
  readonly argument?: string;
}

export const defineSubgraph = (declaration: SubgraphDeclaration): SubgraphDeclaration => declaration;
