import { invalid } from './invalid.ts';

/**
 * `count` blocks of `hostBits` host bits each, cut from an IPv4 block one after another.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  if (!match) throw invalid(`Template error: Fn::Cidr takes an IPv4 block, not ${block}`);
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  const size = 2 ** hostBits;
  if (count * size > 2 ** (32 - prefix))
    throw invalid(`Template error: Fn::Cidr cannot cut ${count} blocks of ${hostBits} bits from ${block}`);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return Array.from({ length: count }, (_, index) => `${dotted(first + index * size)}/${32 - hostBits}`);
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
