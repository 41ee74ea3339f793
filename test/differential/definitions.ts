import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cloud } from '../../local/cloud.ts';
import { SimulatedClock } from '../../local/simulated-clock.ts';
import { createStatesService } from '../../local/states/service.ts';
import { Store } from '../../local/store.ts';
import { seeded } from '../durability/random.ts';
import { aslValidator } from './asl-validator.ts';
import { mutate } from './definition-mutations.ts';
import { SEEDS } from './definition-seeds.ts';
import { Differences, type Report, type Task } from './report.ts';

/** What is known to differ, with the reason: by what the side that refuses says first. See README.md. */
const OURS_IS_STRICTER: readonly RegExp[] = [
  // The States Language: ErrorEquals is not empty, States.ALL is alone and comes last.
  /^Value cannot be empty|^States\.ALL must appear alone/,
  // A reader's fields that need one another, two operators in one rule.
  /required: \[(InputType|CSVHeader\w+)\]|^There should only be one of .*(Equals|Than|Is[A-Z])/,
  // Parameters that an integration requires or does not have, ARNs that do not exist, modes: it knows no integrations.
  /is required but was missing|is not supported by Step Functions|is required for resource ARN|not a valid resource ARN|only supported in DISTRIBUTED mode/,
  // Fields and types that it does not look at.
  /^Field '.*' is not supported|^Expected value of type|^Value should be one of|^Field '\$states|^The QueryLanguage is set to|can not be 'JSONPath'/,
  // Transitions into a machine around: it knows all states everywhere. Batches of no items.
  /^Missing '.*' target|^State ".*" is not reachable|^Minimum value is/,
  // Paths, variables and expressions: its grammars are other ones.
  /JSONata string must|valid JSONPath|Reference Path|variable|expression|^The object must have only one of/i,
];
const THEIRS_IS_STRICTER: readonly RegExp[] = [
  // It takes any member of that name for a transition, a machine or a template, also in data.
  /MISSING_TRANSITION_TARGET|MISSING_TERMINAL_STATE|DUPLICATE_(FIELD_NAME|STATE_NAMES)|it fails:/,
  // `End: false` counts as absent on AWS; a writer may do without a resource since results may be kept in the output.
  /\/End is invalid|\/ResultWriter is invalid\. must have required property 'Resource'/,
  // The States Language says what these hold, AWS takes what it can make use of: any JSON.
  /\/(Parameters|Arguments|Output|Assign|Items|BatchInput|Comment|Condition)\b[^ ]* is invalid/,
  // A reader of no items passes AWS's validation; paths and intrinsic functions that its grammar lacks.
  /MaxItems is invalid\. must be >= 1|must match format "asl_/,
  // A text that only looks like an expression; the digits of a percentage.
  /must match exactly one schema in oneOf/,
];

/** Random definitions, most with a few faults: is each valid? @param cases a folder with recorded definitions to begin with */
export async function compareDefinitions({
  operations: count,
  seed,
  cases,
}: Task & { cases?: string }): Promise<Report> {
  const cloud = new Cloud({ clock: new SimulatedClock(seed), store: new Store() });
  cloud.add(createStatesService(cloud));
  const [linter, random, differences] = [aslValidator(), seeded(seed), new Differences()];
  const seeds = [...SEEDS, ...recorded(cases)];
  for (let n = 0; n < count; n += 1) {
    const definition = JSON.stringify(mutate(seeds[n % seeds.length] ?? {}, random));
    const [ours, theirs] = [await refusalOf(cloud, definition), linter(definition)];
    if ((ours === '') === (theirs === '')) continue;
    const known = ours === '' ? THEIRS_IS_STRICTER : OURS_IS_STRICTER;
    if (known.some((pattern) => pattern.test(ours || theirs))) continue;
    differences.note(ours ? `we refuse: ${ours}` : `they refuse: ${theirs.split('\n')[0]}`, definition, ours, theirs);
  }
  return differences.report('asl-validator', seed, count);
}

/** The first error of ours; an empty text for none. */
async function refusalOf(cloud: Cloud, definition: string): Promise<string> {
  const { result, diagnostics } = await cloud.call<{
    result: string;
    diagnostics: readonly { severity: string; message: string }[];
  }>('states', 'ValidateStateMachineDefinition', { definition });
  return result === 'OK' ? '' : (diagnostics.find(({ severity }) => severity === 'ERROR')?.message ?? 'refused');
}

/** Definitions that others recorded, where they are at hand. */
function recorded(folder: string | undefined): object[] {
  if (folder === undefined) return [];
  return ['real-workflows.json', 'asl-validity.json']
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as { definition: string }[])
    .flatMap(({ definition }) => parsed(definition));
}

/** Some are no JSON on purpose: nothing can be mutated in them. */
function parsed(text: string): object[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
