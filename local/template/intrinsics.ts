import { isDeepStrictEqual } from 'node:util';
import { cidrBlocks } from './cidr.ts';
import { evaluate, evaluateCondition, NO_VALUE, type Scope } from './evaluate.ts';
import { invalid } from './invalid.ts';
import { isRecord } from './values.ts';

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/**
 * The intrinsic functions, each given its argument as it stands in the template.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => ref(asText(evaluate(name, scope), 'Ref'), scope),
  'Fn::GetAtt': (argument, scope) => getAtt(...attributePath(argument, scope), scope),
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Join': (argument, scope) => {
    const [delimiter, items] = evaluatedPair(argument, scope, 'Fn::Join');
    return asList(items, 'Fn::Join')
      .map((item) => asText(item, 'Fn::Join'))
      .join(asText(delimiter, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = evaluatedPair(argument, scope, 'Fn::Select');
    const value = asList(items, 'Fn::Select')[Number(index)];
    if (value === undefined)
      throw invalid(`Template error: Fn::Select cannot select nonexistent value at index ${index}`);
    return value;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = evaluatedPair(argument, scope, 'Fn::Split');
    return asText(source, 'Fn::Split').split(asText(delimiter, 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = listOf(argument, 3, 'Fn::If');
    return evaluate(scope.condition(asText(name, 'Fn::If')) ? yes : no, scope);
  },
  'Fn::And': (argument, scope) => asList(argument, 'Fn::And').every((item) => evaluateCondition(item, scope)),
  'Fn::Or': (argument, scope) => asList(argument, 'Fn::Or').some((item) => evaluateCondition(item, scope)),
  'Fn::Not': (argument, scope) => !evaluateCondition(listOf(argument, 1, 'Fn::Not')[0], scope),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = evaluatedPair(argument, scope, 'Fn::Equals');
    return isScalar(left) && isScalar(right) ? String(left) === String(right) : isDeepStrictEqual(left, right);
  },
  'Fn::FindInMap': (argument, scope) => findInMap(argument, scope),
  'Fn::ImportValue': (argument, scope) => scope.importValue(asText(evaluate(argument, scope), 'Fn::ImportValue')),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName } = asRecord(evaluate(argument, scope), 'Fn::GetStackOutput');
    return scope.stackOutput(asText(StackName, 'Fn::GetStackOutput'), asText(OutputName, 'Fn::GetStackOutput'));
  },
  'Fn::Base64': (argument, scope) =>
    Buffer.from(asText(evaluate(argument, scope), 'Fn::Base64'), 'utf8').toString('base64'),
  'Fn::GetAZs': (argument, scope) => {
    const region = asText(evaluate(argument, scope), 'Fn::GetAZs') || scope.region;
    return ['a', 'b', 'c'].map((zone) => region + zone);
  },
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits] = asList(evaluate(argument, scope), 'Fn::Cidr');
    return cidrBlocks(asText(block, 'Fn::Cidr'), Number(count), bits === undefined ? 8 : Number(bits));
  },
  'Fn::Length': (argument, scope) => asList(evaluate(argument, scope), 'Fn::Length').length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluate(argument, scope)),
  // the three that only the Rules section knows
  'Fn::Contains': (argument, scope) => {
    const [items, value] = evaluatedPair(argument, scope, 'Fn::Contains');
    return asList(items, 'Fn::Contains').some((item) => String(item) === String(value));
  },
  'Fn::EachMemberEquals': (argument, scope) => {
    const [items, value] = evaluatedPair(argument, scope, 'Fn::EachMemberEquals');
    return asList(items, 'Fn::EachMemberEquals').every((item) => String(item) === String(value));
  },
  'Fn::EachMemberIn': (argument, scope) => {
    const [items, allowed] = evaluatedPair(argument, scope, 'Fn::EachMemberIn');
    const texts = asList(allowed, 'Fn::EachMemberIn').map(String);
    return asList(items, 'Fn::EachMemberIn').every((item) => texts.includes(String(item)));
  },
};

/** `Resource.Attribute` or `[Resource, Attribute]`. */
export function attributePath(argument: unknown, scope?: Scope): [string, string] {
  const value = typeof argument === 'string' ? splitAtDot(argument) : asList(argument, 'Fn::GetAtt');
  const [id, attribute] = value.map((part) => (scope ? evaluate(part, scope) : part));
  if (typeof id !== 'string' || typeof attribute !== 'string' || value.length !== 2)
    throw invalid(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  return [id, attribute];
}

/** The names in a text such as `arn:${AWS::Region}:${Queue.Arn}`; `${!Literal}` is none. */
export const SUBSTITUTION = /\$\{(!?)([^}]*)\}/g;

function splitAtDot(path: string): string[] {
  const dot = path.indexOf('.');
  return dot < 0 ? [path] : [path.slice(0, dot), path.slice(dot + 1)];
}

function ref(name: string, scope: Scope): unknown {
  switch (name) {
    case 'AWS::NoValue':
      return NO_VALUE;
    case 'AWS::AccountId':
      return scope.account;
    case 'AWS::Region':
      return scope.region;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return scope.stackName;
    case 'AWS::StackId':
      return scope.stackId;
    case 'AWS::NotificationARNs':
      return [];
  }
  return scope.parameters.has(name) ? scope.parameters.get(name) : scope.resource(name).physicalId;
}

function getAtt(id: string, attribute: string, scope: Scope): unknown {
  const { attributes } = scope.resource(id);
  if (!Object.hasOwn(attributes, attribute))
    throw invalid(`Template error: resource ${id} does not support attribute type ${attribute} in Fn::GetAtt`);
  return attributes[attribute];
}

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : listOf(argument, 2, 'Fn::Sub');
  const own = evaluate(variables, scope);
  if (typeof template !== 'string' || !isRecord(own))
    throw invalid("Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments.");
  return template.replace(SUBSTITUTION, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(own, name)) return asText(own[name], 'Fn::Sub');
    const value = name.includes('.') ? getAtt(...attributePath(name), scope) : ref(name, scope);
    return asText(value, 'Fn::Sub');
  });
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const [map, top, second, options] = asList(evaluate(argument, scope), 'Fn::FindInMap');
  const value = scope.template.Mappings[String(map)]?.[String(top)]?.[String(second)];
  if (value !== undefined) return value;
  if (isRecord(options) && 'DefaultValue' in options) return options.DefaultValue;
  throw invalid(`Template error: Unable to get mapping for ${map}::${top}::${second}`);
}

function evaluatedPair(argument: unknown, scope: Scope, name: string): [unknown, unknown] {
  const [first, second] = listOf(argument, 2, name);
  return [evaluate(first, scope), evaluate(second, scope)];
}

function listOf(value: unknown, length: number, name: string): unknown[] {
  const items = asList(value, name);
  if (items.length !== length) throw invalid(`Template error: ${name} takes a list of ${length}`);
  return items;
}

function asList(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(`Template error: ${name} takes a list, not ${JSON.stringify(value)}`);
}

function asRecord(value: unknown, name: string): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw invalid(`Template error: ${name} takes an object, not ${JSON.stringify(value)}`);
}

function asText(value: unknown, name: string): string {
  if (isScalar(value)) return String(value);
  if (Array.isArray(value) && value.every(isScalar)) return value.join(',');
  throw invalid(`Template error: ${name} takes a text, not ${JSON.stringify(value)}`);
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
