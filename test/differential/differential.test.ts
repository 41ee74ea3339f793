import { missingAslValidator } from './asl-validator.ts';
import { compareDefinitions } from './definitions.ts';
import { compareExpressions } from './expressions.ts';
import { missingJava } from './java.ts';
import { compareQueues, missingFauxqs } from './queues.ts';

/** The short forms of the comparisons that need no Java. */
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

const withPeers = missingFauxqs() || missingAslValidator() ? test.skip : test;

withPeers('queues answer as fauxqs does', async () => {
  const seed = Date.now() % 1_000_000;
  const report = { oracle: 'fauxqs', seed, operations: 1_000, different: 0, kinds: [] };
  expect(await compareQueues({ operations: 1_000, seed })).toEqual(report);
});

withPeers('definitions are valid where asl-validator takes them for valid', async () => {
  const seed = Date.now() % 1_000_000;
  const report = { oracle: 'asl-validator', seed, operations: 200, different: 0, kinds: [] };
  expect(await compareDefinitions({ operations: 200, seed })).toEqual(report);
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
