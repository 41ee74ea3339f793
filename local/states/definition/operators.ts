const COMPARED = ['String', 'Numeric', 'Timestamp'].flatMap((type) =>
  ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'].flatMap((relation) => [
    `${type}${relation}`,
    `${type}${relation}Path`,
  ]),
);

/** The operators of JSONPath choice rules. */
export const OPERATORS: ReadonlySet<string> = new Set([
  ...COMPARED,
  'StringMatches',
  'BooleanEquals',
  'BooleanEqualsPath',
  'IsNull',
  'IsPresent',
  'IsNumeric',
  'IsString',
  'IsBoolean',
  'IsTimestamp',
]);
