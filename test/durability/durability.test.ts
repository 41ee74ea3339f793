import { killAgainAndAgain } from './experiment.ts';

/** A short form; `npm run durability` kills fifty times. */
test('what was acknowledged survives SIGKILL at any moment, and what was refused never happened', async () => {
  const seed = Date.now() % 1_000_000;
  const { wrong, acknowledged } = await killAgainAndAgain({ kills: 8, seed });
  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  for (const count of Object.values(acknowledged)) expect(count).toBeGreaterThan(0);
}, 120_000);
