import type { DefinitionParts } from './definition.ts';
import { invokeWrite } from './definition.ts';
import { parkStates } from './parking.ts';
import { EVENT_BATCH_RETRY, OUTAGES } from './retries.ts';

const oneLine = (expression: string) => expression.replace(/\s*\n\s*/g, ' ');

/** The messages whose turn it is. All places are those in the execution's input, where each message stays. */
const MESSAGES = '{% [$map($turn, function($at) { $states.context.Execution.Input[$at] })] %}';

/** What the function parked, under the places in the execution's input. */
const PARKED = oneLine(`{% {
  "parked": [$map($states.result.Payload.parked, function($entry) {
    $merge([$entry, {"index": $turn[$entry.index]}])
  })]
} %}`);

const OTHERS = '$left[$not($ in $turn)]';

/** After an answer: its counts are added up, and what it could not do yet stays with what had no turn. */
const TOLD = {
  left: `{% [$map($states.result.Payload.left, function($at) { $turn[$at] }), ${OTHERS}] %}`,
  applied: '{% $applied + $states.result.Payload.applied %}',
  superseded: '{% $superseded + $states.result.Payload.superseded %}',
  supersededAt: '{% [$supersededAt, $map($states.result.Payload.supersededAt, function($at) { $turn[$at] })] %}',
};

const EACH_PARKED = `[$map($turn, function($at) {
  {"index": $at, "reason": $states.errorOutput.Error, "error": $substring($states.errorOutput.Cause, 0, 400)}
})]`;

/** Retried for a day in vain: parked, all of them. */
const OUTAGE = {
  ErrorEquals: OUTAGES,
  Output: oneLine(`{% {"parked": ${EACH_PARKED}} %}`),
  Assign: { left: `{% [${OTHERS}] %}` },
  Next: 'Settled',
};

/** The function ended on a message, nobody knows which: from now on each has a turn of its own, and that one is parked. */
const CRASH = {
  ErrorEquals: ['States.ALL'],
  Output: oneLine(`{% {"parked": $count($turn) = 1 ? ${EACH_PARKED} : []} %}`),
  Assign: { left: `{% $count($turn) = 1 ? [${OTHERS}] : $left %}`, oneByOne: true },
  Next: 'Settled',
};

/**
 * Behind a queue: some events. The function tells what became of each: what it can never do is parked at once, what it cannot do
 * yet (`left`) has another turn at once, alone. Where an answer would settle nothing the function throws instead, and the
 * execution waits an outage out. So each turn settles something, and a day's outage holds no more than its own events.
 */
export function eventBatchDefinition(parts: DefinitionParts): object {
  const { Park, Done } = parkStates(parts.workflow, parts.deadLetters);
  return {
    Comment: `${parts.workflow}: a batch of events`,
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Pass',
        Assign: {
          left: '{% [0..$count($states.input) - 1] %}',
          turn: '{% [0..$count($states.input) - 1] %}',
          oneByOne: false,
          applied: 0,
          superseded: 0,
          supersededAt: [],
          parkedAt: [],
          reasons: [],
        },
        Output: {},
        Next: 'Write',
      },
      Write: {
        ...invokeWrite({ ...parts, payload: MESSAGES }),
        Output: PARKED,
        Assign: TOLD,
        Retry: EVENT_BATCH_RETRY,
        Catch: [OUTAGE, CRASH],
        Next: 'Settled',
      },
      Settled: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $count($states.input.parked) > 0 %}', Next: 'Park' },
          {
            Condition: '{% $count($left) > 0 %}',
            Assign: { turn: '{% $oneByOne ? [$left[0]] : $left %}' },
            Next: 'Write',
          },
        ],
        Default: 'Done',
      },
      Park: {
        ...Park,
        Assign: {
          parkedAt: '{% [$parkedAt, $states.input.parked.index] %}',
          reasons: '{% [$reasons, $states.input.parked.reason] %}',
        },
        Output: { parked: [] },
        Next: 'Settled',
      },
      Done: { ...Done, Output: RESULT },
    },
  };
}

/** As of a batch behind a stream (lib/parking.ts), of all turns together. */
const RESULT = oneLine(`{% {
  "batchItemFailures": [],
  "applied": $applied,
  "superseded": $superseded,
  "supersededAt": $supersededAt,
  "parked": $count($parkedAt),
  "parkedAt": $parkedAt,
  "reasons": $reasons
} %}`);
