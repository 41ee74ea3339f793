import { uuid } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { nameOf, optionalText, present, seconds } from './check.ts';
import { inputOf, newExecution } from './start-execution.ts';
import { type Make, targetOf } from './target.ts';

/** Runs an Express execution and answers at its end. Nothing is stored: if the process ends, the caller hears of it. */
export const startSyncExecution: Make = (engine) => async (input) => {
  const target = targetOf(engine, input.stateMachineArn);
  if (target.machine.type !== 'EXPRESS') {
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
  }
  const text = inputOf(input);
  const name = input.name === undefined || input.name === null ? uuid(engine.cloud.clock) : nameOf(input.name);
  const execution = engine.launch(
    newExecution(engine, target, name, text, optionalText(input, 'traceHeader', 256) ?? null),
    false,
  );
  const { status, output, error, cause, stop } = await execution.ended;
  const { arn, machine_arn: machineArn, start } = execution.row;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    startDate: seconds(start),
    stopDate: seconds(stop),
    status,
    ...present({ error, cause }),
    input: text,
    inputDetails: { included: true },
    ...present({ output }),
    outputDetails: { included: true },
    billingDetails: {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.max(100, Math.ceil((stop - start) / 100) * 100),
    },
  };
};
