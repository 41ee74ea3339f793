import { validation } from '../../errors.ts';
import type { Resource } from '../definition/resource.ts';
import { isObject, type Json } from '../json.ts';
import { type Response, responseOf, type Shape, type Structure } from './response-shapes.ts';

export type Mode = 'STRICT' | 'PRESENT' | 'NONE';

/** Refuses a mock that the service could not have answered. For `.sync` that is the answer of the API which is polled. */
export function checkResponse(
  { service, action, pattern }: Resource & { kind: 'service' },
  result: Json,
  mode: Mode,
): void {
  if (mode === 'NONE' || pattern === 'waitForTaskToken') return;
  const polled = pattern !== '';
  if (polled && service !== 'states') return;
  const response = responseOf(service, polled ? 'DescribeExecution' : capitalised(action));
  if (response) new ResponseCheck(response, mode).check(response.shape, result, '');
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const TYPES: Readonly<Record<string, string>> = { S: 'string', N: 'number', B: 'boolean' };

class ResponseCheck {
  readonly #structures: Response['structures'];
  readonly #mode: Mode;

  constructor({ structures }: Response, mode: Mode) {
    this.#structures = structures;
    this.#mode = mode;
  }

  check(shape: Shape, value: Json, field: string): void {
    if (shape === 'A') return;
    if (typeof shape === 'string') this.#checkNamed(shape, value, field);
    else if ('list' in shape) {
      if (!Array.isArray(value)) throw mustBe(field, 'an array');
      for (const item of value) this.check(shape.list, item, field);
    } else {
      if (!isObject(value)) throw mustBe(field, 'an object');
      for (const item of Object.values(value)) this.check(shape.map, item, field);
    }
  }

  #checkNamed(name: string, value: Json, field: string): void {
    const type = TYPES[name];
    const structure = this.#structures[name];
    if (type !== undefined) {
      if (typeof value !== type) throw mustBe(field, `a ${type}`);
    } else if (structure) this.#checkStructure(structure, value, field);
  }

  /** What the model does not know is let through: the API may be newer. */
  #checkStructure({ members, required = [] }: Structure, value: Json, field: string): void {
    if (!isObject(value))
      throw field === '' ? validation('Mock result must be a JSON object.') : mustBe(field, 'an object');
    const missing = this.#mode === 'STRICT' ? required.find((name) => !Object.hasOwn(value, name)) : undefined;
    if (missing !== undefined)
      throw validation(`Mock result schema validation error: Required field '${missing}' is missing`);
    for (const [name, item] of Object.entries(value)) {
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      if (member !== undefined) this.check(member, item, name);
    }
  }
}

const mustBe = (field: string, what: string): Error =>
  validation(`Mock result schema validation error: Field '${field}' must be ${what}`);
