import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const PEERS = join(import.meta.dirname, '../../bench/peers');

/** What is missing to ask asl-validator; undefined if nothing is. */
export const missingAslValidator = (): string | undefined =>
  existsSync(join(PEERS, 'node_modules/asl-validator'))
    ? undefined
    : 'asl-validator is not installed: run npm ci in bench/peers';

interface Verdict {
  readonly isValid: boolean;
  errorsText(): string;
}

type Validator = (definition: object) => Verdict;
type Compiler = new (options: object) => object;

/** @returns what asl-validator has against a definition: an empty text for nothing */
export function aslValidator(): (definition: string) => string {
  const require = createRequire(join(PEERS, 'package.json'));
  const main = require.resolve('asl-validator');
  compileOnce(createRequire(main)('ajv'));
  const validate = require(main) as Validator;
  return (definition) => {
    try {
      const { isValid, errorsText } = validate(JSON.parse(definition));
      return isValid ? '' : errorsText();
    } catch (error) {
      // It takes some faulty definitions for granted.
      return `it fails: ${String(error)}`;
    }
  };
}

/** It compiles its schemas, always the same, for each definition: 55 ms that are saved by handing out the first compiler again. */
function compileOnce(ajv: { default: Compiler }): void {
  const Real = ajv.default;
  let first: object | undefined;
  ajv.default = function shared(options: object) {
    const again = first && Object.assign(Object.create(first), { addFormat: nothing, addKeyword: nothing });
    first ??= new Real(options);
    return again ?? first;
  } as unknown as Compiler;
}

const nothing = () => undefined;
