import { inspect } from './inspect.ts';

/** Where in a variable's value. */
export type Path = readonly (string | number)[];
/** Notes that a value does not fit. */
export type Report = (path: Path, value: unknown, message: string) => undefined;

/** An enum's value as the upstream has it. */
export function coerceEnum(
  name: string,
  values: Readonly<Record<string, string>>,
  value: unknown,
  path: Path,
  report: Report,
): unknown {
  if (typeof value !== 'string')
    return report(path, value, `Enum "${name}" cannot represent non-string value: ${inspect(value)}.`);
  return Object.hasOwn(values, value)
    ? values[value]
    : report(path, value, `Value "${value}" does not exist in "${name}" enum.`);
}

/** A scalar, or a report in graphql-js's words. */
export function coerceScalar(name: string, value: unknown, path: Path, report: Report): unknown {
  switch (name) {
    case 'String':
      return typeof value === 'string'
        ? value
        : report(path, value, `String cannot represent a non string value: ${inspect(value)}`);
    case 'ID':
      if (typeof value === 'string') return value;
      return Number.isInteger(value)
        ? String(value)
        : report(path, value, `ID cannot represent value: ${inspect(value)}`);
    case 'Boolean':
      return typeof value === 'boolean'
        ? value
        : report(path, value, `Boolean cannot represent a non boolean value: ${inspect(value)}`);
    case 'Float':
      return Number.isFinite(value)
        ? value
        : report(path, value, `Float cannot represent non numeric value: ${inspect(value)}`);
    case 'Int':
      return coerceInt(value, path, report);
    case 'Long':
      return Number.isSafeInteger(value) ? value : report(path, value, 'Long cannot represent value');
    case 'DateTime':
      return typeof value === 'string' ? value : report(path, value, 'DateTime cannot represent value');
    default:
      return value;
  }
}

function coerceInt(value: unknown, path: Path, report: Report): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value))
    return report(path, value, `Int cannot represent non-integer value: ${inspect(value)}`);
  const fits = value <= 2147483647 && value >= -2147483648;
  return fits ? value : report(path, value, `Int cannot represent non 32-bit signed integer value: ${inspect(value)}`);
}
