import { SimulatedClock } from '../../simulated-clock.ts';
import { InProcessSandbox } from './in-process-sandbox.ts';
import { KeptSandboxes } from './kept-sandboxes.ts';
import type { SandboxSpec } from './sandbox.ts';

const clock = new SimulatedClock(1);
const make = () => new InProcessSandbox({} as SandboxSpec, clock);

test('a sandbox lives on with the next life, and is taken once, by its own key alone', () => {
  const kept = new KeptSandboxes();
  const first = kept.take('f', make);
  expect(kept.take('f', make)).not.toBe(first);
  kept.endOfLife(true);
  expect(kept.take('g', make)).not.toBe(first);
  const again = [kept.take('f', make), kept.take('f', make)];
  expect(again).toContain(first);
  expect(again).not.toContain(kept.take('f', make));
});

test('what was ended or at work is lost with its life', () => {
  const kept = new KeptSandboxes();
  const ended = kept.take('f', make);
  ended.end();
  const atWork = kept.take('f', make);
  void atWork.run({ requestId: 'r', timeLeftMs: 1_000 } as never);
  expect(atWork.busy).toBe(true);
  kept.endOfLife(true);
  expect([ended, atWork]).not.toContain(kept.take('f', make));
});

test.each([
  ['a life that keeps nothing', (kept: KeptSandboxes) => kept.endOfLife(false)],
  ['forgetting', (kept: KeptSandboxes) => kept.forget()],
])('%s leaves none', (_, end) => {
  const kept = new KeptSandboxes();
  const first = kept.take('f', make);
  end(kept);
  expect(kept.take('f', make)).not.toBe(first);
});
