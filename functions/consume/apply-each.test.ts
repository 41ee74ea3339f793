import { TargetMisconfigured, TargetThrottled, TargetUnavailable } from '../errors.ts';
import { APPLIED, type Outcome } from '../targets/target.ts';
import { applyEach } from './apply-each.ts';

const events = (...names: string[]) => names.map((event) => ({ event }));
const retry = (error: TargetUnavailable | TargetThrottled | TargetMisconfigured): Outcome => ({ kind: 'retry', error });

/** Answers `APPLIED`, unless an event has another outcome. */
function target(outcomes: Readonly<Record<string, () => Outcome>> = {}) {
  const asked: string[] = [];
  const apply = async (event: string): Promise<Outcome> => {
    asked.push(event);
    return outcomes[event]?.() ?? APPLIED;
  };
  return { asked, apply };
}

test('one that cannot be done now keeps no other from being done', async () => {
  const down = new TargetUnavailable('500');
  const { asked, apply } = target({ b: () => retry(down) });
  const { outcomes, left, fault } = await applyEach(events('a', 'b', 'c'), apply);
  expect(outcomes).toEqual([APPLIED, { kind: 'retry', error: down }, APPLIED]);
  expect([asked, left, fault]).toEqual([['a', 'b', 'c'], [1], down]);
});

test.each([new TargetThrottled('429'), new TargetMisconfigured('401')])(
  'after a $name the target is left alone; the others come first in the next turn',
  async (fault) => {
    const { asked, apply } = target({ b: () => retry(fault) });
    const applied = await applyEach(events('a', 'b', 'c', 'd'), apply);
    expect([asked, applied.left, applied.fault]).toEqual([['a', 'b'], [2, 3, 1], fault]);
  },
);

test('what was decided before needs no time and no target', async () => {
  const decided = { outcome: { kind: 'parked', reason: 'NotJson', error: 'x' } } as const;
  const { asked, apply } = target({ a: () => retry(new TargetThrottled('429')) });
  const { outcomes, left } = await applyEach([...events('a'), decided], apply);
  expect([asked, outcomes[1], left]).toEqual([['a'], decided.outcome, [0]]);
});

test('without enough time the next is left for another turn, the first is tried in any case', async () => {
  let time = 9_000;
  const { asked, apply } = target();
  const short = await applyEach(events('a', 'b'), apply, { getRemainingTimeInMillis: () => time });
  expect([asked, short.left, short.fault]).toEqual([['a'], [1], undefined]);
  time = 11_000;
  expect((await applyEach(events('a', 'b'), apply, { getRemainingTimeInMillis: () => time })).left).toEqual([]);
});

test('a fault of the code on one event parks it alone, with the place', async () => {
  const { apply } = target({
    b: () => {
      throw new TypeError('x is not a function');
    },
  });
  const { outcomes, left } = await applyEach(events('a', 'b', 'c'), apply);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['applied', 'parked', 'applied']);
  expect(outcomes[1]).toMatchObject({
    reason: 'TypeError',
    error: expect.stringMatching(/x is not .*\n.*apply-each/s),
  });
  expect(left).toEqual([]);
});

test('a service of ours that fails for the moment is no event’s fault', async () => {
  const { apply } = target({
    a: () => {
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: {} });
    },
  });
  const { left, fault } = await applyEach(events('a', 'b'), apply);
  expect([left, fault?.name]).toEqual([[0], 'DependencyUnavailable']);
});
