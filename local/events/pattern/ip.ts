const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;

/** An IP address as a number, with its width; undefined for any other text. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export function parseIp(text: string): IpAddress | undefined {
  if (text.length > 45) return undefined;
  if (IPV4.test(text)) return parseIpv4(text);
  return IPV6.test(text) ? parseIpv6(text) : undefined;
}

function parseIpv4(text: string): IpAddress | undefined {
  let value = 0n;
  for (const octet of text.split('.')) {
    if (Number(octet) > 255) return undefined;
    value = (value << 8n) | BigInt(octet);
  }
  return { bits: 32, value };
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...(head ?? []), ...(tail ?? [])];
  if (given.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const missing = 8 - given.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = halves.length === 1 ? given : [...(head ?? []), ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  return { bits: 128, value: BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`) };
}

/** A block of addresses, both ends included. */
export interface IpRange {
  readonly bits: 32 | 128;
  readonly lowest: bigint;
  readonly highest: bigint;
}

/** Parses `10.0.0.0/24`; the text that is returned instead says why it cannot. */
export function parseCidr(text: string): IpRange | string {
  const [address, mask, ...more] = text.split('/');
  if (address === undefined || mask === undefined || more.length > 0) return "Malformed CIDR, one '/' required";
  if (!/^[+-]?\d+$/.test(mask)) return 'Malformed CIDR, mask bits must be an integer';
  if (Number(mask) < 0) return 'Malformed CIDR, mask bits must not be negative';
  const ip = parseIp(address);
  if (!ip)
    return IPV4.test(address) || IPV6.test(address)
      ? `Invalid IP address: ${address}`
      : `Nonstandard IP address: ${address}`;
  if (Number(mask) >= ip.bits) return ip.bits === 32 ? 'IPv4 mask bits must be < 32' : 'IPv6 mask bits must be < 128';
  const hostBits = (1n << BigInt(ip.bits - Number(mask))) - 1n;
  return { bits: ip.bits, lowest: (ip.value | hostBits) - hostBits, highest: ip.value | hostBits };
}

export const inRange = (range: IpRange, ip: IpAddress): boolean =>
  range.bits === ip.bits && ip.value >= range.lowest && ip.value <= range.highest;
