import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { parkStates } from './parking.ts';
import { LONG_RETRY, OUTAGES, SHORT_RETRY } from './retries.ts';

export interface DefinitionParts {
  readonly workflow: string;
  readonly write: Pick<IFunction, 'functionArn'>;
  readonly deadLetters: Pick<IQueue, 'queueUrl'>;
  /** Whether the function is told which execution it works for: its log then names the keys of each (functions/log-keys.ts). */
  readonly tellsExecution?: boolean;
}

/** The whole batch's one event, parked with the error that the function ended with. */
const ALONE =
  '{% {"parked": [{"index": 0, "reason": $states.errorOutput.Error, "error": $substring($states.errorOutput.Cause, 0, 1000)}]} %}';

/**
 * Behind a stream: a batch is written at once. An outage fails the execution, and the pipe holds its shard. An error that may be
 * one event's fault (the function crashed on it) fails it too, so that the pipe bisects, until the event stands alone and is parked.
 */
export function batchDefinition(parts: DefinitionParts): object {
  return {
    Comment: `${parts.workflow}: a batch of changes`,
    QueryLanguage: 'JSONata',
    StartAt: 'Write',
    // A pipe ends its call, enrichment included, after 300 s.
    TimeoutSeconds: 265,
    States: {
      Write: writeState(parts, SHORT_RETRY, [
        { ErrorEquals: OUTAGES, Output: '{% $states.errorOutput %}', Next: 'Outage' },
        { ErrorEquals: ['States.ALL'], Output: ALONE, Next: 'Single' },
      ]),
      Single: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $count($states.context.Execution.Input) = 1 %}', Next: 'Park' }],
        Default: 'Bisect',
      },
      ...parkStates(parts.workflow, parts.deadLetters),
      Outage: {
        Type: 'Fail',
        Error: '{% $states.input.Error %}',
        Cause: "{% $exists($states.input.Cause) ? $states.input.Cause : '' %}",
      },
      Bisect: {
        Type: 'Fail',
        Error: '{% $states.input.parked[0].reason %}',
        Cause: "{% $exists($states.input.parked[0].error) ? $states.input.parked[0].error : '' %}",
      },
    },
  };
}

/** Behind a queue: one event. Its execution waits out an outage of a day; whatever it ends with then, the event is parked. */
export function eventDefinition(parts: DefinitionParts): object {
  return {
    Comment: `${parts.workflow}: one event`,
    QueryLanguage: 'JSONata',
    StartAt: 'Write',
    States: {
      Write: writeState(parts, LONG_RETRY, [{ ErrorEquals: ['States.ALL'], Output: ALONE, Next: 'Park' }]),
      ...parkStates(parts.workflow, parts.deadLetters),
    },
  };
}

function writeState(parts: DefinitionParts, retry: readonly object[], rescue: readonly object[]): object {
  return {
    ...invokeWrite(parts),
    Retry: retry,
    Catch: rescue,
    Next: 'Park',
  };
}

/** In the client context, so that the payload stays the events alone. */
const EXECUTION = `{% $base64encode('{"custom":{"execution":"' & $states.context.Execution.Id & '"}}') %}`;

/** The call of the write function; without another `payload`, with the state's input. */
export function invokeWrite({
  write,
  tellsExecution,
  payload = '{% $states.input %}',
}: DefinitionParts & { readonly payload?: string }): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: {
      FunctionName: write.functionArn,
      Payload: payload,
      ...(tellsExecution && { ClientContext: EXECUTION }),
    },
    Output: '{% $states.result.Payload %}',
  };
}
