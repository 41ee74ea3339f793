import { type DefinitionParts, invokeWrite } from './definition.ts';
import { parkStates } from './parking.ts';
import { CALLBACK_RETRY } from './retries.ts';

export interface CallbackDefinitionParts extends DefinitionParts {
  /** Keys of one execution that are called back at once. */
  readonly atOnce: number;
}

/** A whole batch's events, parked with the error that coalescing ended with. */
const ALL_PARKED = `{% (
  $failure := $states.errorOutput;
  {
    "notifications": [],
    "parked": [$map($states.input, function($message, $index) {
      {"index": $index, "reason": $failure.Error, "error": $substring($failure.Cause, 0, 400)}
    })]
  }
) %}`.replace(/\s*\n\s*/g, ' ');

/** One key's event, parked with the error that its callback ended with. */
const ONE_PARKED = `{% {
  "parked": [{
    "index": $states.input.index,
    "key": $states.input.key,
    "version": $states.input.version,
    "correlationId": $states.input.correlationId,
    "reason": $states.errorOutput.Error,
    "error": $substring($states.errorOutput.Cause, 0, 400)
  }]
} %}`.replace(/\s*\n\s*/g, ' ');

/**
 * A batch of notifications: coalesced per key, then one callback a key, each with its own retries, so that a key whose source lags holds
 * no other up. A source that asks for patience gets it in a Wait state, which occupies no function.
 */
export function callbackDefinition(parts: CallbackDefinitionParts): object {
  return {
    Comment: `${parts.workflow}: a batch of notifications`,
    QueryLanguage: 'JSONata',
    StartAt: 'Coalesce',
    States: {
      Coalesce: {
        ...invokeWrite(parts),
        Retry: CALLBACK_RETRY,
        Catch: [{ ErrorEquals: ['States.ALL'], Output: ALL_PARKED, Next: 'Park' }],
        Next: 'CallBackEach',
      },
      CallBackEach: {
        Type: 'Map',
        Items: '{% $states.input.notifications %}',
        MaxConcurrency: parts.atOnce,
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'CallBack', States: keyStates(parts) },
        Output: '{% {"parked": [$states.input.parked, $states.result.parked]} %}',
        Next: 'Park',
      },
      ...parkStates(parts.workflow, parts.deadLetters),
    },
  };
}

function keyStates(parts: CallbackDefinitionParts): object {
  return {
    CallBack: {
      ...invokeWrite(parts),
      Retry: CALLBACK_RETRY,
      Catch: [{ ErrorEquals: ['States.ALL'], Output: ONE_PARKED, Next: 'Settled' }],
      Next: 'Asked',
    },
    Asked: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $exists($states.input.waitSeconds) %}', Next: 'Patience' }],
      Default: 'Settled',
    },
    Patience: {
      Type: 'Wait',
      Seconds: '{% $states.input.waitSeconds %}',
      Output: '{% $states.input.turn %}',
      Next: 'CallBack',
    },
    Settled: { Type: 'Succeed' },
  };
}
