import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/**
 * The states that send each parked event to the workflow's dead-letter queue, with its payload. Their input is
 * `{parked: [{index, key?, version?, reason, error}]}`; the payload is the execution's own input at that index, so that it is not
 * carried twice (a state's input and output end at 256 KiB).
 */
export function parkStates(workflow: string, deadLetters: Pick<IQueue, 'queueUrl'>): { Park: object; Done: object } {
  return {
    Park: {
      Type: 'Map',
      Items: '{% $states.input.parked %}',
      MaxConcurrency: 10,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'SendToDeadLetters',
        States: { SendToDeadLetters: send(workflow, deadLetters) },
      },
      Output: '{% $states.input %}',
      Next: 'Done',
    },
    Done: {
      Type: 'Succeed',
      Output: RESULT,
    },
  };
}

function send(workflow: string, deadLetters: Pick<IQueue, 'queueUrl'>): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Arguments: {
      QueueUrl: deadLetters.queueUrl,
      MessageBody: LETTER(workflow),
    },
    Retry: [
      {
        ErrorEquals: ['States.ALL'],
        IntervalSeconds: 1,
        MaxAttempts: 5,
        BackoffRate: 2,
        MaxDelaySeconds: 20,
        JitterStrategy: 'FULL',
      },
    ],
    End: true,
  };
}

/**
 * A pipe reads `batchItemFailures` of a synchronous answer; none failed, for what failed is parked. The rest tells who redrives
 * dead letters what became of each, by its place in the batch; a crash that was parked has no counts.
 */
const RESULT = `{% {
  "batchItemFailures": [],
  "applied": $states.input.applied,
  "superseded": $states.input.superseded,
  "supersededAt": $states.input.supersededAt,
  "parked": $count($states.input.parked),
  "parkedAt": [$states.input.parked.index],
  "reasons": [$states.input.parked.reason]
} %}`.replace(/\s*\n\s*/g, ' ');

/**
 * One expression, since a part that is undefined (an event without a key) is then left out instead of being an error, and drops out of
 * a list: the first of `$ids` is the first that is there. The function finds it (functions/correlation.ts), unless it crashed.
 */
const LETTER = (workflow: string) =>
  `{% (
    $entry := $states.input;
    $change := $states.context.Execution.Input[$entry.index];
    $ids := [$entry.correlationId, $change.id, $change.messageId];
    {
      "workflow": "${workflow}",
      "key": $exists($entry.key) ? $entry.key : $change.key,
      "version": $exists($entry.version) ? $entry.version : $change.version,
      "reason": $entry.reason,
      "error": $entry.error,
      "correlationId": $ids[0],
      "executionArn": $states.context.Execution.Id,
      "parkedAt": $states.context.State.EnteredTime,
      "change": $change
    }
  ) %}`.replace(/\s*\n\s*/g, ' ');
