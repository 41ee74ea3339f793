import { gql } from '@apollo/client';
import text from '../operations/shortlist.graphql?raw';

/** The registered document, cut into its operations: what the page sends is what the gateway compiled. */
const document = gql(text);
const fragments = document.definitions.filter((d) => d.kind === 'FragmentDefinition');

/** One operation with the fragments that it uses, in the order in which the build puts them. */
export function operation(name: string) {
  const found = document.definitions.find((d) => d.kind === 'OperationDefinition' && d.name?.value === name);
  if (!found) throw new Error(`there is no operation ${name}`);
  const used = new Set<string>();
  const gather = (node: object): void => {
    const spread = node as { kind?: string; name?: { value: string } };
    if (spread.kind === 'FragmentSpread' && spread.name && !used.has(spread.name.value)) {
      used.add(spread.name.value);
      const fragment = fragments.find((f) => f.name.value === spread.name?.value);
      if (fragment) gather(fragment);
    }
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) for (const v of value.filter((each) => typeof each === 'object' && each)) gather(v);
      else if (typeof value === 'object' && value && !('source' in value) && 'kind' in value) gather(value);
    }
  };
  gather(found);
  const parts = [...used].map((n) => fragments.find((f) => f.name.value === n)).filter((f) => f !== undefined);
  return { kind: document.kind, definitions: [found, ...parts] };
}
