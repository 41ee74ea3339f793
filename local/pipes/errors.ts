import { AwsError } from '../errors.ts';

/** 404: there is no such pipe. */
export const notFound = (name: string): AwsError =>
  new AwsError('NotFoundException', `Pipe ${name} does not exist.`, { status: 404 });

/** 409: the pipe is there already, or is changing at this moment. */
export const conflict = (message: string): AwsError => new AwsError('ConflictException', message, { status: 409 });
