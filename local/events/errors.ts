import { AwsError } from '../errors.ts';

export const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);

export const busNotFound = (name: string): AwsError => notFound(`Event bus ${name} does not exist.`);

export const ruleNotFound = (rule: string, bus: string): AwsError =>
  notFound(`Rule ${rule} does not exist on EventBus ${bus}.`);

export const alreadyExists = (message: string): AwsError => new AwsError('ResourceAlreadyExistsException', message);

export const limitExceeded = (): AwsError =>
  new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');

export const managedRule = (rule: string): AwsError =>
  new AwsError(
    'ManagedRuleException',
    `Rule ${rule} is managed by an AWS service can only be modified if force is true.`,
  );

export const invalidState = (message: string): AwsError => new AwsError('InvalidStateException', message);
