import { AwsError } from '../errors.ts';

const refusal = (code: string, status: number, message: string, fields: Record<string, unknown> = {}): AwsError =>
  new AwsError(code, message, { status, fields });

/** S3's refusals, in its wording. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const noSuchBucket = (BucketName: string): AwsError =>
  refusal('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName });

/** `DeleteMarker` is set where the newest version says that the key was deleted. */
export const noSuchKey = (Key: string, marker: Record<string, unknown> = {}): AwsError =>
  refusal('NoSuchKey', 404, 'The specified key does not exist.', { Key, ...marker });

export const noSuchVersion = (Key: string, VersionId: string): AwsError =>
  refusal('NoSuchVersion', 404, 'The specified version does not exist.', { Key, VersionId });

export const noSuchUpload = (UploadId: string): AwsError =>
  refusal(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId },
  );

export const invalidArgument = (message: string, ArgumentName?: string, ArgumentValue?: unknown): AwsError =>
  refusal('InvalidArgument', 400, message, ArgumentName === undefined ? {} : { ArgumentName, ArgumentValue });

export const invalidRequest = (message: string): AwsError => refusal('InvalidRequest', 400, message);

export const malformedXml = (): AwsError =>
  refusal(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const badDigest = (which: string): AwsError =>
  refusal('BadDigest', 400, `The ${which} you specified did not match what we received.`);

export const preconditionFailed = (Condition: string): AwsError =>
  refusal('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', { Condition });

/** Answered without a body. */
export const notModified = (ETag: string): AwsError => refusal('NotModified', 304, 'Not Modified', { ETag });

export const methodNotAllowed = (fields: Record<string, unknown> = {}): AwsError =>
  refusal('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', fields);

export const s3Refusal = refusal;
