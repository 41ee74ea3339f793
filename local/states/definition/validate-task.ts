import { isObject, type JsonObject } from '../json.ts';
import { isUnknownAction, requestProblems, requiredBy } from './requests.ts';
import { OPTIMISED, offers, parseResource, type Resource } from './resource.ts';
import type { Scope } from './scope.ts';
import { checkTemplates } from './validate-templates.ts';
import { checkPair } from './validate-values.ts';

const SECONDS = { least: 1, most: 99_999_999 };

export function checkTask(state: JsonObject, path: string, scope: Scope): void {
  const { Resource: text, Credentials: credentials } = state;
  if (text === undefined) {
    scope.findings.schema('These fields are required: [Resource]', path);
    return;
  }
  if (typeof text !== 'string') {
    scope.findings.schema('Expected value of type String', `${path}/Resource`);
    return;
  }
  const resource = parseResource(text);
  const why = resourceProblem(text, resource, scope);
  if (why) scope.findings.schema(why, `${path}/Resource`);
  else if (resource?.kind === 'service') checkArguments(state, text, resource, path, scope);
  checkPair(state, path, scope, 'TimeoutSeconds', SECONDS);
  checkPair(state, path, scope, 'HeartbeatSeconds', SECONDS);
  if (credentials === undefined) return;
  checkTemplates(credentials, `${path}/Credentials`, scope);
  if (resource?.kind === 'activity')
    scope.findings.schema("The field 'Credentials' is not supported for activities", `${path}/Credentials`);
  else if (isObject(credentials) && !has(credentials, 'RoleArn'))
    scope.findings.schema("The field 'RoleArn' is required but was missing", `${path}/Credentials`);
}

const has = (object: JsonObject, field: string): boolean =>
  Object.hasOwn(object, field) || Object.hasOwn(object, `${field}.$`);

function resourceProblem(text: string, resource: Resource | undefined, { type }: Scope): string | undefined {
  const unknown = `The resource provided ${text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  if (!resource) return text.startsWith('arn:') ? unknown : 'Value is not a valid resource ARN';
  if (resource.kind === 'activity')
    return type === 'EXPRESS' ? 'Express state machine does not support Activity ARN' : undefined;
  if (resource.kind !== 'service') return undefined;
  const { service, action, pattern, sdk } = resource;
  if (sdk ? isUnknownAction(resource) : !OPTIMISED[service]?.includes(action)) return unknown;
  if (pattern && !offers(resource)) return unknown;
  if (type === 'EXPRESS' && pattern)
    return `Express state machine does not support '.${pattern.replace(':2', '')}' service integration`;
  return undefined;
}

/** Which fields the request lacks, and which it must not have; those whose values come from paths are looked at when they run. */
function checkArguments(
  state: JsonObject,
  text: string,
  resource: Resource & { kind: 'service' },
  path: string,
  { findings, language }: Scope,
): void {
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters';
  const given = state[field];
  if (isObject(given)) {
    const named = Object.keys(given).filter((name) => !(language === 'JSONPath' && name.endsWith('.$')));
    for (const problem of requestProblems(resource, (name) => has(given, name), named))
      findings.schema(problem, `${path}/${field}`);
  } else if (given === undefined && requiredBy(resource))
    findings.schema(`${field} field is required for resource ARN: ${text}`, path);
}
