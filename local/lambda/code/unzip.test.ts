import fc from 'fast-check';
import { zip } from '../testing/zip.ts';
import { unzip } from './unzip.ts';

const REFUSED = 'Could not unzip uploaded file';

test('what was zipped comes back', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?\.js$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.string()), (files) => {
      const entries = unzip(zip(files)).map(({ path, data }) => [path, data.toString()]);
      expect(entries).toEqual(Object.entries(files).map(([path, text]) => [path, Buffer.from(text).toString()]));
    }),
    { numRuns: 50 },
  );
});

test('paths that lead outside are refused', () => {
  for (const path of ['../evil.js', '/etc/passwd', 'a/../../b', '..\\evil.js'])
    expect(() => unzip(zip({ [path]: 'x' }))).toThrow(REFUSED);
});

test('any damage is refused, or harmless', () => {
  const whole = zip({ 'index.js': 'exports.handler = 1;'.repeat(20) });
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const damaged = Buffer.from(whole);
      damaged[at] = byte;
      try {
        expect(unzip(damaged)).toBeInstanceOf(Array);
      } catch (error) {
        expect(String(error)).toContain(REFUSED);
      }
    }),
    { numRuns: 300 },
  );
});

test('an archive that grows beyond 250 MB is refused before it fills the memory', () => {
  const bomb = zip({ 'a.js': 'x'.repeat(200_000_000), 'b.js': 'x'.repeat(100_000_000) });
  expect(bomb.length).toBeLessThan(1_000_000);
  expect(() => unzip(bomb)).toThrow(REFUSED);
});
