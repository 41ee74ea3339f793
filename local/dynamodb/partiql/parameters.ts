import { validation } from '../../errors.ts';
import { type AttributeValue, validateValue } from '../values/attribute-value.ts';
import { fitsInt } from './tokens.ts';

/** Checks a parameter; its numbers are read as Java's BigDecimal reads them, which counts exponents in 32 bits. */
export function checkParameter(value: AttributeValue): void {
  checkExponents(value);
  validateValue(value);
}

function checkExponents(value: AttributeValue | null): void {
  if (value?.N !== undefined) checkExponent(value.N);
  for (const member of value?.NS ?? []) checkExponent(member);
  for (const element of value?.L ?? []) checkExponents(element);
  for (const member of Object.values(value?.M ?? {})) checkExponents(member);
}

function checkExponent(text: string): void {
  const exponent = /[eE]([+-]?\d+)$/.exec(String(text))?.[1];
  if (exponent !== undefined && !fitsInt(Number(exponent)))
    throw validation(`The parameter cannot be converted to a numeric value: ${text}`);
}
