import { AwsError, NotSupportedError } from '../../errors.ts';

/** One operation of S3's API, and how its request and answer are put. */
export interface Operation {
  readonly action: string;
  /** HTTP status of success. */
  readonly status: number;
  /** The member that the body becomes, after it was read as XML; `*` for one that stays bytes. */
  readonly payload?: string;
  /** The root of the answer's XML; absent if all that is answered are headers. */
  readonly root?: string;
}

interface Line extends Operation {
  readonly method: string;
  readonly level: string;
  /** A query parameter (`?uploads`) or a header (`x-amz-copy-source`) that must be there. */
  readonly when: readonly string[];
}

/** Method, level (`/`, `/b` for a bucket, `/b/k` for an object), conditions; then action, status, `>` payload and `<` root. */
const LINES: readonly Line[] = `
  GET / : ListBuckets 200 <ListAllMyBucketsResult
  PUT /b : CreateBucket 200 >CreateBucketConfiguration
  DELETE /b : DeleteBucket 204
  HEAD /b : HeadBucket 200
  GET /b ?location : GetBucketLocation 200 <LocationConstraint
  GET /b ?list-type : ListObjectsV2 200 <ListBucketResult
  GET /b : ListObjects 200 <ListBucketResult
  GET /b ?versions : ListObjectVersions 200 <ListVersionsResult
  GET /b ?uploads : ListMultipartUploads 200 <ListMultipartUploadsResult
  POST /b ?delete : DeleteObjects 200 >Delete <DeleteResult
  GET /b ?versioning : GetBucketVersioning 200 <VersioningConfiguration
  PUT /b ?versioning : PutBucketVersioning 200 >VersioningConfiguration
  GET /b ?encryption : GetBucketEncryption 200 <ServerSideEncryptionConfiguration
  PUT /b ?encryption : PutBucketEncryption 200 >ServerSideEncryptionConfiguration
  DELETE /b ?encryption : DeleteBucketEncryption 204
  GET /b ?policy : GetBucketPolicy 200
  PUT /b ?policy : PutBucketPolicy 204 >*Policy
  DELETE /b ?policy : DeleteBucketPolicy 204
  GET /b ?publicAccessBlock : GetPublicAccessBlock 200 <PublicAccessBlockConfiguration
  PUT /b ?publicAccessBlock : PutPublicAccessBlock 200 >PublicAccessBlockConfiguration
  DELETE /b ?publicAccessBlock : DeletePublicAccessBlock 204
  GET /b ?ownershipControls : GetBucketOwnershipControls 200 <OwnershipControls
  PUT /b ?ownershipControls : PutBucketOwnershipControls 200 >OwnershipControls
  DELETE /b ?ownershipControls : DeleteBucketOwnershipControls 204
  GET /b ?lifecycle : GetBucketLifecycleConfiguration 200 <LifecycleConfiguration
  PUT /b ?lifecycle : PutBucketLifecycleConfiguration 200 >LifecycleConfiguration
  DELETE /b ?lifecycle : DeleteBucketLifecycle 204
  GET /b ?cors : GetBucketCors 200 <CORSConfiguration
  PUT /b ?cors : PutBucketCors 200 >CORSConfiguration
  DELETE /b ?cors : DeleteBucketCors 204
  GET /b ?tagging : GetBucketTagging 200 <Tagging
  PUT /b ?tagging : PutBucketTagging 204 >Tagging
  DELETE /b ?tagging : DeleteBucketTagging 204
  GET /b ?notification : GetBucketNotificationConfiguration 200 <NotificationConfiguration
  PUT /b ?notification : PutBucketNotificationConfiguration 200 >NotificationConfiguration
  GET /b ?acl : GetBucketAcl 200 <AccessControlPolicy
  PUT /b ?acl : PutBucketAcl 200
  PUT /b/k ?partNumber ?uploadId x-amz-copy-source : UploadPartCopy 200 <CopyPartResult
  PUT /b/k ?partNumber ?uploadId : UploadPart 200 >*Body
  PUT /b/k x-amz-copy-source : CopyObject 200 <CopyObjectResult
  PUT /b/k : PutObject 200 >*Body
  GET /b/k ?uploadId : ListParts 200 <ListPartsResult
  GET /b/k : GetObject 200
  HEAD /b/k : HeadObject 200
  DELETE /b/k ?uploadId : AbortMultipartUpload 204
  DELETE /b/k : DeleteObject 204
  POST /b/k ?uploads : CreateMultipartUpload 200 <InitiateMultipartUploadResult
  POST /b/k ?uploadId : CompleteMultipartUpload 200 >MultipartUpload <CompleteMultipartUploadResult
  GET /b/k ?tagging : GetObjectTagging 200 <Tagging
  PUT /b/k ?tagging : PutObjectTagging 200 >Tagging
  DELETE /b/k ?tagging : DeleteObjectTagging 204
  GET /b/k ?acl : GetObjectAcl 200 <AccessControlPolicy
  PUT /b/k ?acl : PutObjectAcl 200
  GET /b/k ?attributes : GetObjectAttributes 200 <GetObjectAttributesResponse
`
  .trim()
  .split('\n')
  .map(readLine)
  .sort((one, other) => other.when.length - one.when.length);

function readLine(line: string): Line {
  const [request = '', answer = ''] = line.trim().split(' : ');
  const [method = '', level = '', ...when] = request.split(' ');
  const [action = '', status, ...members] = answer.split(' ');
  const marked = (mark: string) => members.find((member) => member.startsWith(mark))?.slice(1);
  return { method, level, when, action, status: Number(status), payload: marked('>'), root: marked('<') };
}

/** Query parameters that choose an operation; one that no line has is an operation that is not here. */
const SUBRESOURCES = new Set(
  `accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle location logging
  metadataConfiguration metadataTable metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock
  renameObject replication requestPayment restore retention select session tagging torrent uploads versioning versions website`.split(
    /\s+/,
  ),
);

export interface Asked {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** @throws NotImplemented for what S3 has and this runtime has not, MethodNotAllowed for the rest */
export function operationOf({ method, bucket, key, query, headers }: Asked): Operation {
  const level = bucket === '' ? '/' : key === '' ? '/b' : '/b/k';
  const has = (condition: string) =>
    condition.startsWith('?') ? query.has(condition.slice(1)) : headers[condition] !== undefined;
  const found = LINES.find((line) => line.method === method && line.level === level && line.when.every(has));
  const sub = [...query.keys()].find((name) => SUBRESOURCES.has(name));
  if (sub !== undefined && !found?.when.includes(`?${sub}`))
    throw new NotSupportedError(`s3: ${method} of a ${level === '/b' ? 'bucket' : 'object'}'s ?${sub}`);
  if (found) return found;
  if (method === 'POST' && level === '/b') throw new NotSupportedError('s3: the upload of a browser form');
  throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    status: 405,
    fields: { Method: method },
  });
}
