import { ALGORITHMS, summerOf } from './checksums.ts';

/** The check values of the catalogue of CRCs (https://reveng.sourceforge.io/crc-catalogue/), and of the hashes' standards. */
test.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
] as const)('%s of 123456789', (algorithm, expected) => {
  const summer = summerOf(algorithm);
  for (const part of ['1234', '', '56789']) summer.update(Buffer.from(part));
  expect(summer.digest().toString('hex')).toBe(expected);
  expect(ALGORITHMS).toContain(algorithm);
});
