type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Parent = Json[] | { [key: string]: Json };

/** Fields of the language, with values that are right somewhere. */
const FIELDS: readonly (readonly [string, Json])[] = [
  ['Type', 'Pass'],
  ['Type', 'Succeed'],
  ['Next', 'Done'],
  ['Next', 'Nowhere'],
  ['End', true],
  ['End', false],
  ['QueryLanguage', 'JSONata'],
  ['QueryLanguage', 'JSONPath'],
  ['Comment', 'a comment'],
  ['InputPath', '$.a'],
  ['OutputPath', '$.a[*]'],
  ['ResultPath', '$.a[*]'],
  ['ResultPath', null],
  ['Parameters', { 'a.$': '$.b' }],
  ['Parameters', { 'a.$': 'b' }],
  ['Parameters', { 'a.$': '$.b', a: 1 }],
  ['Arguments', { a: '{% 1 %}' }],
  ['Output', '{% $a %}'],
  ['Output', '{% 1 + %}'],
  ['Output', '{% 1'],
  ['ItemsPath', '$.a'],
  ['MaxConcurrency', -1],
  ['MaxConcurrencyPath', '$.a'],
  ['Seconds', 1],
  ['SecondsPath', '$.a'],
  ['Timestamp', '2026-01-01T00:00:00Z'],
  ['Timestamp', 'tomorrow'],
  ['TimeoutSeconds', 5],
  ['TimeoutSeconds', 0],
  ['HeartbeatSeconds', 900],
  ['TimeoutSecondsPath', '$.a'],
  ['Error', 'E'],
  ['Cause', 'C'],
  ['CausePath', '$.c'],
  ['MaxAttempts', -1],
  ['BackoffRate', 0.5],
  ['IntervalSeconds', 0],
  ['MaxDelaySeconds', 1],
  ['JitterStrategy', 'HALF'],
  ['ErrorEquals', []],
  ['ErrorEquals', ['States.ALL', 'Other']],
  ['Retry', []],
  ['Catch', [{ ErrorEquals: ['States.ALL'], Next: 'Done' }]],
  ['Condition', '{% true %}'],
  ['Variable', '$.x'],
  ['StringEquals', 'x'],
  ['Label', 'label'],
  ['MaxItemsPath', '$.n'],
  ['MaxItemsPerBatchPath', '$.n'],
  ['Iterator', { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }],
  ['Colour', 'red'],
];
const VALUES: readonly Json[] = [null, true, 0, -1, 1.5, '', 'x', '$.x', '$', '{% 1 %}', [], {}, ['x'], { x: 1 }];

/** A definition with a few random faults; now and then it is still right. */
export function mutate(definition: object, random: () => number): object {
  const copy = structuredClone(definition) as Parent;
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  for (let faults = 1 + Math.floor(random() * 2); faults > 0; faults -= 1) {
    const parent = one(parents(copy));
    if (Array.isArray(parent)) changeList(parent, one, random);
    else changeObject(parent, one, random);
  }
  return copy;
}

function changeList(list: Json[], one: <T>(of: readonly T[]) => T, random: () => number): void {
  if (random() < 0.4)
    list.push(list.length > 0 && random() < 0.5 ? structuredClone(one(list)) : structuredClone(one(VALUES)));
  else if (random() < 0.5) list.pop();
  else if (list.length > 0) list[Math.floor(random() * list.length)] = structuredClone(one(VALUES));
}

function changeObject(object: { [key: string]: Json }, one: <T>(of: readonly T[]) => T, random: () => number): void {
  const keys = Object.keys(object);
  const key = one(keys);
  const kind = random();
  if (kind < 0.35 || key === undefined) {
    const [name, value] = one(FIELDS);
    object[name] = structuredClone(value);
  } else if (kind < 0.6) delete object[key];
  else if (kind < 0.8) object[key] = structuredClone(one(VALUES));
  else {
    const value = object[key] ?? null;
    delete object[key];
    object[random() < 0.5 ? one(keys) : one(FIELDS)[0]] = value;
  }
}

function parents(value: Json | Parent): Parent[] {
  if (value === null || typeof value !== 'object') return [];
  return [value, ...Object.values(value).flatMap((inner) => parents(inner))];
}
