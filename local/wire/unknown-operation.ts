import { AwsError } from '../errors.ts';
import type { Answer } from './protocol.ts';

/** A request that speaks no protocol of AWS's at all. */
export class UnknownOperation extends AwsError {
  constructor() {
    super('UnknownOperationException', 'The request names no action of any AWS service', { status: 404 });
  }
}

/** As AWS's front answers it: no JSON, but this text, and its checksum. */
export const unknownOperationAnswer = (requestId: string): Answer => ({
  status: 404,
  headers: ['x-amzn-RequestId', requestId, 'x-amz-crc32', '3552371480'],
  body: '<UnknownOperationException/>\n',
});
