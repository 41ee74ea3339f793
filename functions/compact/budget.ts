import type { Change } from '../change.ts';

/**
 * Step Functions takes 262,144 bytes of input and a pipe cannot split what its enrichment returned. What is left beside the
 * images (100 changes with two keys of 500 bytes each) stays below the rest.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const BUDGET_BYTES = 200_000;

/** The changes, with the largest images left out until the batch fits: the writer reads those items back by their key. */
export function withinBudget(changes: readonly Change[], budget = BUDGET_BYTES): Change[] {
  const sizes = changes.map((change) => Buffer.byteLength(JSON.stringify(change)) + 1);
  let total = sizes.reduce((sum, size) => sum + size, 2);
  const result = [...changes];
  for (const index of largestFirst(changes, sizes)) {
    if (total <= budget) break;
    const lean = withoutImage(changes[index] as Change);
    result[index] = lean;
    total += Buffer.byteLength(JSON.stringify(lean)) + 1 - (sizes[index] ?? 0);
  }
  return result;
}

function largestFirst(changes: readonly Change[], sizes: readonly number[]): number[] {
  const withImage = [...changes.keys()].filter((index) => changes[index]?.image !== undefined);
  return withImage.sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
}

function withoutImage({ image: _, ...rest }: Change): Change {
  return { ...rest, imageOmitted: true };
}
