import { AwsError, NotSupportedError } from '../errors.ts';

export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValue', message);

export const missingParameter = (message: string): AwsError => new AwsError('MissingParameter', message);

/** Trimmed means and their like are refused: nothing here would compute them wrongly in silence. */
export function unsupportedStatistic(name: string): AwsError {
  if (/^(tm|wm|tc|ts|pr|iqm)/i.test(name)) return new NotSupportedError(`the statistic ${name}`);
  return invalidParameter(`The value ${name} for parameter Stat is not supported.`);
}
