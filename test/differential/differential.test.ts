import { compareExpressions } from './expressions.ts';
import { missingJava } from './java.ts';

/** The short form of the comparison that needs nothing but the project's own packages. */
test('JSONata gives the same in our isolation as alone', async () => {
  const seed = Date.now() % 1_000_000;
  expect(await compareExpressions({ operations: 300, seed })).toEqual({
    oracle: 'jsonata',
    seed,
    operations: 300,
    different: 0,
    kinds: [],
  });
});

test('who lacks Java is told so', () => {
  const path = process.env.PATH;
  process.env.PATH = '';
  try {
    expect(missingJava()).toMatch(/^java is not installed/);
  } finally {
    process.env.PATH = path;
  }
});
