import type { SubgraphDeclaration } from '../subgraph/declare.ts';

/** The GraphQL services beside the REST sources: to add one, add its folder (SDL, declaration) and its line. There is none today. */
export const subgraphs: readonly SubgraphDeclaration[] = [];
