/** The parts of an UpdateItem that sets what is given, removes what is `undefined`, and raises the version under its condition. */
export interface UpdateParts {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

export function updateOf(
  changes: Readonly<Record<string, unknown>>,
  { key, expected, now }: { readonly key: string; readonly expected: number | undefined; readonly now: number },
): UpdateParts {
  const entries = Object.entries(changes).map(([name, value], index) => ({ name, value, at: `a${index}` }));
  const set = entries.filter(({ value }) => value !== undefined);
  const removed = entries.filter(({ value }) => value === undefined);
  const sets = ['#version = #version + :one', '#updatedAt = :now', ...set.map(({ at }) => `#${at} = :${at}`)];
  const removals = removed.length ? ` REMOVE ${removed.map(({ at }) => `#${at}`).join(', ')}` : '';
  const same = expected === undefined ? '' : ' AND #version = :expected';
  return {
    UpdateExpression: `SET ${sets.join(', ')}${removals}`,
    ConditionExpression: `attribute_exists(#key) AND attribute_not_exists(#deleted)${same}`,
    ExpressionAttributeNames: {
      '#key': key,
      '#version': 'version',
      '#updatedAt': 'updatedAt',
      '#deleted': 'deleted',
      ...Object.fromEntries(entries.map(({ name, at }) => [`#${at}`, name])),
    },
    ExpressionAttributeValues: {
      ':one': 1,
      ':now': now,
      ...(expected !== undefined && { ':expected': expected }),
      ...Object.fromEntries(set.map(({ value, at }) => [`:${at}`, value])),
    },
  };
}
