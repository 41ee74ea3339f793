import type { Cloud } from '../cloud.ts';
import { isAwsError } from '../cloud.ts';
import { invalid } from './invalid.ts';
import type { ParameterDeclaration, Template } from './template.ts';

/** `cdk bootstrap` writes this parameter on AWS; here nothing needs bootstrapping, so it has a value from the start. */
const BOOTSTRAP_VERSION = /^\/cdk-bootstrap\/[^/]+\/version$/;
const CURRENT_BOOTSTRAP_VERSION = '30';

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;

/** A parameter's text as given, and its value as `Ref` gives it. */
export type ParameterValues = ReadonlyMap<string, unknown>;

/**
 * The values of all parameters: given, else default; those of an SSM type are looked up.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export async function parameterValues(
  cloud: Cloud,
  template: Template,
  given: Readonly<Record<string, string>>,
): Promise<ParameterValues> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(template.Parameters, name));
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const declared = Object.entries(template.Parameters);
  const missing = declared.filter(([name, { Default }]) => given[name] === undefined && Default === undefined);
  if (missing.length > 0) throw invalid(`Parameters: [${missing.map(([name]) => name).join(', ')}] must have values`);
  const values = new Map<string, unknown>();
  for (const [name, declaration] of declared) {
    const raw = given[name] ?? String(declaration.Default);
    checkValue(name, raw, declaration);
    values.set(name, await parameterValue(cloud, raw, declaration.Type));
  }
  return values;
}

async function parameterValue(cloud: Cloud, raw: string, type: string): Promise<unknown> {
  const inner = SSM_VALUE.exec(type)?.[1];
  if (inner === undefined) return typed(raw, type);
  return typed(await ssmValue(cloud, raw), inner);
}

const typed = (raw: string, type: string): unknown =>
  type === 'CommaDelimitedList' || type.startsWith('List<') ? raw.split(',').map((item) => item.trim()) : raw;

async function ssmValue(cloud: Cloud, name: string): Promise<string> {
  try {
    const { Parameter } = await cloud.call<{ Parameter: { Value: string } }>('ssm', 'GetParameter', { Name: name });
    return Parameter.Value;
  } catch (error) {
    if (BOOTSTRAP_VERSION.test(name)) return CURRENT_BOOTSTRAP_VERSION;
    if (isAwsError(error) && error.code === 'ParameterNotFound')
      throw invalid(`Unable to fetch parameters [${name}] from parameter store for this account.`, error);
    throw error;
  }
}

function checkValue(name: string, raw: string, declaration: ParameterDeclaration): void {
  const reason = declaration.ConstraintDescription;
  const refuse = (why: string): never => {
    throw invalid(`Parameter '${name}' ${reason ? `failed to satisfy constraint: ${reason}` : why}`);
  };
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue, Type } = declaration;
  if (AllowedValues && !AllowedValues.map(String).includes(raw))
    refuse(`must be one of AllowedValues: [${AllowedValues.join(', ')}]`);
  if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(raw))
    refuse(`must match pattern ${AllowedPattern}`);
  if (MinLength !== undefined && raw.length < Number(MinLength))
    refuse(`must contain at least ${MinLength} characters`);
  if (MaxLength !== undefined && raw.length > Number(MaxLength)) refuse(`must contain at most ${MaxLength} characters`);
  if (Type !== 'Number') return;
  if (raw.trim() === '' || !Number.isFinite(Number(raw))) refuse('must be a number');
  if (MinValue !== undefined && Number(raw) < Number(MinValue)) refuse(`must be a number not less than ${MinValue}`);
  if (MaxValue !== undefined && Number(raw) > Number(MaxValue)) refuse(`must be a number not greater than ${MaxValue}`);
}
