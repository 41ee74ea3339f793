import { type ParseArgsOptionsConfig, parseArgs, types } from 'node:util';

const HELP = { help: { type: 'boolean', short: 'h', default: false } } as const;

type Values<O extends ParseArgsOptionsConfig> = ReturnType<typeof parseArgs<{ options: O & typeof HELP }>>['values'];

/**
 * The options of a script's command line. `--help` prints the text and ends with 0; what the script does not know is named, with the
 * same text, and ends with 2.
 */
export function optionsOf<const O extends ParseArgsOptionsConfig>(help: string, options: O): Values<O> {
  return parsed(help, options, false).values;
}

/** The same, of a script that is told names, too. */
export function optionsAndNames<const O extends ParseArgsOptionsConfig>(help: string, options: O) {
  const { values, positionals } = parsed(help, options, true);
  return { values, names: positionals };
}

function parsed<const O extends ParseArgsOptionsConfig>(help: string, options: O, allowPositionals: boolean) {
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(2),
      options: { ...options, ...HELP },
      allowPositionals,
    });
    if (!('help' in values && values.help === true)) return { values, positionals };
    console.log(help);
    process.exit(0);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    refuse(error.message, help);
  }
}

/** A whole number, as an option gives it. */
export function wholeNumber(name: string, text: string, lowest = 0): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < lowest || text.trim() === '')
    refuse(`--${name} must be a whole number${lowest > 0 ? ` of at least ${lowest}` : ''}, not '${text}'`);
  return number;
}

export function refuse(problem: string, help?: string): never {
  console.error(help === undefined ? problem : `${problem}\n\n${help}`);
  process.exit(2);
}

/** What `parseArgs` throws of an unknown option, a missing value, or an argument too many. */
const isUsageError = (error: unknown): error is Error =>
  types.isNativeError(error) && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
