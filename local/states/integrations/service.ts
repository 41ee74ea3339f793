import { RuntimeFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject } from '../json.ts';
import { awsSdk } from './aws-sdk.ts';
import { dynamodb } from './dynamodb.ts';
import { events } from './events.ts';
import { http } from './http.ts';
import type { Call, Integration } from './integration.ts';
import { lambda } from './lambda.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { awaitExecution, states } from './states.ts';

const INTEGRATIONS: Readonly<Record<string, Integration>> = { dynamodb, events, http, lambda, sns, sqs, states };

/** Request and response, or with `.sync` and `.waitForTaskToken` the wait for the end. */
export async function runService(call: Call): Promise<Json> {
  const { resource, visit } = call;
  const { cancellation } = visit.branch;
  const given = isObject(call.given) ? call.given : {};
  const integration = resource.sdk ? awsSdk : INTEGRATIONS[resource.service];
  if (!integration)
    throw new RuntimeFailure(
      `The integration ${resource.service}:${resource.action} is not supported by the local runtime`,
    );
  if (resource.pattern === '') return cancellation.guard(integration(call, given));
  if (visit.phase.submitted === undefined) await submit(call, integration, given);
  const token = call.visit.branch.execution.engine.tokens.wait(visit, call.timer);
  if (resource.pattern === 'waitForTaskToken') return token;
  return Promise.race([token, cancellation.guard(awaitExecution(call, String(visit.phase.submitted)))]);
}

/** The token may come back before the call has even answered, so it is listened for from now on. */
async function submit(call: Call, integration: Integration, given: JsonObject): Promise<void> {
  const { visit } = call;
  const output = await visit.branch.cancellation.guard(integration(call, given));
  call.submitted(output);
  const arn = isObject(output) && typeof output.ExecutionArn === 'string' ? output.ExecutionArn : true;
  visit.phase = { ...visit.phase, submitted: arn };
  visit.save();
}
