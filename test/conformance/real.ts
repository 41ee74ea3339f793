import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, filled, piped, plain, substituted } from './references.ts';

/** One definition, rule or pipe that somebody deploys, whether the runtime took it or said what it lacks, and the refusal. */
export interface Deployed {
  readonly id: string;
  readonly file: string;
  readonly ok: boolean;
  readonly diffs?: readonly string[];
}

interface Workflow {
  readonly id: string;
  readonly definition: unknown;
}

interface PatternsAndPipes {
  readonly eventPatterns: readonly { readonly id: string; readonly pattern: unknown }[];
  readonly pipes: readonly { readonly id: string; readonly properties: Readonly<Record<string, unknown>> }[];
}

const ROLE = `arn:aws:iam::${ACCOUNT}:role/r`;
const WORKFLOWS = 'real-workflows.json';
const PATTERNS = 'real-patterns-pipes.json';

/**
 * Creates every definition, rule and pipe at `endpoint`. They have no recorded answer: what counts is that each is accepted, or refused with
 * the feature named that is not here (501), or with the mistake that it does have.
 */
export async function deployReal(endpoint: string, folder: string): Promise<Deployed[]> {
  const workflows = read<readonly Workflow[]>(folder, WORKFLOWS);
  const { eventPatterns, pipes } = read<PatternsAndPipes>(folder, PATTERNS);
  const found: Deployed[] = [];
  for (const [index, { id, definition }] of workflows.entries()) {
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const machine = {
      name: `real-${index}`,
      roleArn: ROLE,
      definition: text.replace(/("?)\$\{(\w+)\}\1/g, substituted),
    };
    found.push(judged(id, WORKFLOWS, await post(endpoint, 'AWSStepFunctions.CreateStateMachine', machine)));
  }
  for (const [index, { id, pattern }] of eventPatterns.entries()) {
    const shape = filled(pattern, plain);
    const rule = { Name: `real-${index}`, EventPattern: typeof shape === 'string' ? shape : JSON.stringify(shape) };
    found.push(judged(id, PATTERNS, await post(endpoint, 'AWSEvents.PutRule', rule)));
  }
  for (const [index, { id, properties }] of pipes.entries()) {
    const { Name, Tags, ...pipe } = piped(properties);
    const url = `${endpoint}/v1/pipes/real-${index}`;
    found.push(judged(id, PATTERNS, await send(url, { 'content-type': 'application/json' }, 'pipes', pipe)));
  }
  return found;
}

const read = <T>(folder: string, file: string): T => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;

interface Answer {
  readonly status: number;
  readonly text: string;
}

function judged(id: string, file: string, { status, text }: Answer): Deployed {
  const named = status < 300 || status === 501 || OWN_MISTAKES.has(id);
  return { id, file, ok: named, ...(status < 300 ? {} : { diffs: [`${status} ${text}`] }) };
}

/** What AWS would not take either: its YAML was read as booleans where names of states belong. */
const OWN_MISTAKES = new Set(['serverless-patterns/lambda-sfn-sls/statemachine/stateMachine.asl.yml']);

const post = (endpoint: string, target: string, body: unknown): Promise<Answer> =>
  send(endpoint, { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }, 'events', body);

async function send(url: string, headers: Record<string, string>, scope: string, body: unknown): Promise<Answer> {
  const credential = `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20240101/us-east-1/${scope}/aws4_request`;
  const authorization = `${credential}, SignedHeaders=host;x-amz-date, Signature=0`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'x-amz-date': '20240101T000000Z', authorization },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}
