import { compileBranches } from '../../local/events/pattern/compile.ts';
import { EventView } from '../../local/events/pattern/event-view.ts';
import { compilePattern } from '../../local/events/pattern/pattern.ts';
import { RuleIndex } from '../../local/events/pattern/rule-index.ts';

const SOURCES = 20;
const TYPES = ['created', 'updated', 'deleted', 'moved', 'priced'];

/** A fifth each: one source and type, a prefix, a number's range, an anything-but with an existence, a wildcard. */
function pattern(n: number): object {
  const source = [`shop.s${n % SOURCES}`];
  switch (n % 5) {
    case 0:
      return { source, 'detail-type': [TYPES[((n / 5) % 5) | 0]] };
    case 1:
      return { source: [{ prefix: `shop.s${n % SOURCES}` }], detail: { sku: [`sku-${n}`] } };
    case 2:
      return { source, detail: { price: [{ numeric: ['>', n % 90, '<', (n % 90) + 5] }] } };
    case 3:
      return { source, detail: { city: [{ 'anything-but': ['Utrecht'] }], gone: [{ exists: false }] } };
    default:
      return { source, detail: { sku: [{ wildcard: `sku-*${n % 100}` }] } };
  }
}

const event = (n: number): object => ({
  source: `shop.s${n % SOURCES}`,
  'detail-type': TYPES[n % 5],
  detail: { sku: `sku-${n % 1_000}`, price: n % 100, city: n % 3 ? 'Utrecht' : 'Leiden' },
});

/** Events a second, each matched against all rules; some of the answers are compared with trying each rule alone. */
export function matchRules(rules: number, events: number): object {
  const patterns = Array.from({ length: rules }, (_, n) => JSON.stringify(pattern(n)));
  const index = new RuleIndex<number>();
  for (const [number, text] of patterns.entries()) index.add(number, compileBranches(text));
  const all = Array.from({ length: events }, (_, n) => event(n));
  compare(index, patterns, all.slice(0, 50));
  const begin = performance.now();
  let matches = 0;
  for (const one of all) matches += index.matching(new EventView(one)).length;
  const seconds = (performance.now() - begin) / 1_000;
  return { rules, events, matches, eventsPerSecond: Math.round(events / seconds) };
}

function compare(index: RuleIndex<number>, patterns: readonly string[], events: readonly object[]): void {
  const alone = patterns.map((text) => compilePattern(text));
  for (const one of events) {
    const found = index.matching(new EventView(one)).sort((a, b) => a - b);
    const expected = alone.flatMap((matches, number) => (matches(one) ? [number] : []));
    if (found.join() !== expected.join()) throw new Error(`the index finds ${found}, not ${expected}`);
  }
}
