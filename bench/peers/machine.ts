import { deepStrictEqual } from 'node:assert/strict';
import { StateMachine } from 'aws-local-stepfunctions';
import { DEFINITION, input, output, serve } from '../engines/definition.ts';

/** The interpreter keeps no history and no state; its validations, which come once a machine, are left on. */
const machine = new StateMachine(DEFINITION as ConstructorParameters<typeof StateMachine>[0]);
const AT_ONCE = 64;

serve(async ({ from, count }) => {
  let last: unknown;
  for (let at = 0; at < count; at += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - at);
    const results = Array.from({ length: size }, (_, n) => machine.run(input(from + at + n)).result);
    last = (await Promise.all(results)).at(-1);
  }
  deepStrictEqual(last, output(from + count - 1));
});
