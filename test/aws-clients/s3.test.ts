import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { clientSettings } from '../../bin/client-settings.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';

/** The unmodified client of the SDK, its defaults included: checksums in trailers, responses validated. */
describe('S3, by its SDK', () => {
  let runtime: Runtime;
  let folder: string;
  let s3: S3Client;
  const Bucket = 'shop-documents';

  async function start() {
    runtime = await startRuntime({ port: 0, dataDir: folder });
    await runtime.resume();
    s3 = new S3Client(clientSettings(runtime.endpoint));
  }
  async function stop() {
    s3.destroy();
    await runtime.close();
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'penstock-s3-'));
    await start();
    await s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  const put = (Key: string, Body: string | Buffer, more: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const text = async (Key: string, more: object = {}) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();
  const refusal = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof S3ServiceException)) throw error ?? new Error('nothing was refused');
    return `${error.$metadata.httpStatusCode} ${error.name}`;
  };

  test('a bucket is made, found, located, and not made twice elsewhere', async () => {
    await s3.send(new CreateBucketCommand({ Bucket })); // as Virginia allows
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    const eu = { Bucket: 'shop-eu', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } as const };
    await s3.send(new CreateBucketCommand(eu));
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'shop-eu' }))).LocationConstraint).toBe(
      'eu-central-1',
    );
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket, 'shop-eu']);
    expect(await refusal(s3.send(new CreateBucketCommand(eu)))).toBe('409 BucketAlreadyOwnedByYou');
    expect(await refusal(s3.send(new CreateBucketCommand({ Bucket: 'Not_A_Bucket' })))).toBe('400 InvalidBucketName');
    await s3.send(new DeleteBucketCommand({ Bucket: 'shop-eu' }));
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'shop-eu' })))).toBe('404 NotFound');
    expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket: 'shop-eu' })))).toBe('404 NoSuchBucket');
  });

  test('an object comes back with what was said about it', async () => {
    const Key = 'a folder/häßlich & +%.txt';
    const about = {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { owner: 'Zoë' },
      Tagging: 'team=a',
    };
    const made = await put(Key, 'hello', about);
    expect(made).toMatchObject({ ETag: '"5d41402abc4b2a76b9719d911017c592"', ChecksumCRC32: 'NhCmhg==' });
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      ContentLength: 5,
      ETag: made.ETag,
      TagCount: 1,
      ServerSideEncryption: 'AES256',
    });
    expect(got.LastModified).toBeInstanceOf(Date);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentLength: 5, ETag: made.ETag });
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([{ Key: 'team', Value: 'a' }]);
    const ObjectAttributes = ['ETag', 'ObjectSize', 'Checksum'] as const;
    const attributes = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: [...ObjectAttributes] }),
    );
    expect(attributes).toMatchObject({ ObjectSize: 5, Checksum: { ChecksumCRC32: 'NhCmhg==' } });
  });

  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    'a body that is streamed is summed by %s',
    async (ChecksumAlgorithm) => {
      const Body = Readable.from([Buffer.alloc(100_000, 'a'), Buffer.from('end')]);
      const input = { Bucket, Key: `sum/${ChecksumAlgorithm}`, Body, ContentLength: 100_003, ChecksumAlgorithm };
      const made = await s3.send(new PutObjectCommand(input));
      expect(made[`Checksum${ChecksumAlgorithm}`]).toMatch(/=$/);
      expect((await text(input.Key))?.length).toBe(100_003);
    },
  );

  test('what arrives otherwise than it was sent is refused, and not kept', async () => {
    expect(await refusal(put('broken', 'x', { ChecksumCRC32: 'AAAAAA==' }))).toBe('400 BadDigest');
    expect(await refusal(put('broken', 'x', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }))).toBe('400 BadDigest');
    expect(await refusal(text('broken') as Promise<unknown>)).toBe('404 NoSuchKey');
  });

  test('ranges and conditions, of reads and of writes', async () => {
    const { ETag } = await put('digits', '0123456789');
    expect(await text('digits', { Range: 'bytes=2-4' })).toBe('234');
    expect(await text('digits', { Range: 'bytes=-3' })).toBe('789');
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range: 'bytes=8-100' }));
    expect(part).toMatchObject({ ContentRange: 'bytes 8-9/10', ContentLength: 2, $metadata: { httpStatusCode: 206 } });
    await part.Body?.transformToString();
    expect(await refusal(text('digits', { Range: 'bytes=10-' }) as Promise<unknown>)).toBe('416 InvalidRange');
    expect(await refusal(text('digits', { IfNoneMatch: ETag }) as Promise<unknown>)).toMatch(/^304/);
    expect(await refusal(text('digits', { IfMatch: '"other"' }) as Promise<unknown>)).toBe('412 PreconditionFailed');
    expect(await refusal(put('digits', 'x', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
    expect(await refusal(put('digits', 'x', { IfMatch: '"other"' }))).toBe('412 PreconditionFailed');
    await put('digits', 'new', { IfMatch: ETag });
    expect(await text('digits')).toBe('new');
  });

  test('a listing has pages, prefixes and an order of bytes', async () => {
    const keys = ['l/b', 'l/a/1', 'l/a/2', 'l/ä', 'l/Z', 'l/c/1', 'l/\u{1F600}', 'l/\uFF5E'];
    await Promise.all(keys.map((key) => put(key, key)));
    const listed: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'l/', Delimiter: '/', MaxKeys: 2, ContinuationToken }),
      );
      listed.push(...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map((p) => p.Prefix));
      ContinuationToken = page.NextContinuationToken;
      expect(page.KeyCount).toBeLessThanOrEqual(2);
    } while (ContinuationToken);
    expect(listed).toEqual(['l/Z', 'l/a/', 'l/b', 'l/c/', 'l/ä', 'l/\uFF5E', 'l/\u{1F600}']);
    const after = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'l/', StartAfter: 'l/b', EncodingType: 'url' }),
    );
    expect(after.Contents?.map(({ Key }) => decodeURIComponent(Key ?? ''))).toEqual([
      'l/c/1',
      'l/ä',
      'l/\uFF5E',
      'l/\u{1F600}',
    ]);
    const old = await s3.send(new ListObjectsCommand({ Bucket, Prefix: 'l/', Delimiter: '/', MaxKeys: 2 }));
    expect(old).toMatchObject({ IsTruncated: true, NextMarker: 'l/a/' });
  });

  test('copies, and deletes many at once', async () => {
    await put('from & to', 'copied', { ContentType: 'text/css' });
    const CopySource = `${Bucket}/${encodeURIComponent('from & to')}`;
    const { CopyObjectResult } = await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    expect(CopyObjectResult?.LastModified).toBeInstanceOf(Date);
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))).ContentType).toBe('text/css');
    expect(await text('copy')).toBe('copied');
    const itself = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/copy` });
    expect(await refusal(s3.send(itself))).toBe('400 InvalidRequest');
    const Objects = [{ Key: 'copy' }, { Key: 'from & to' }, { Key: 'never there' }];
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(Objects.map(({ Key }) => Key));
    expect(await refusal(text('copy') as Promise<unknown>)).toBe('404 NoSuchKey');
  });

  test('a multipart upload is put together, listed, read by part, aborted', async () => {
    const Key = 'big';
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'x/y' }));
    const first = Buffer.alloc(5 * 1024 * 1024, 'a');
    const bodies = [first, Buffer.from('the end')];
    const Parts = [];
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1;
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      Parts.push({ PartNumber, ETag });
    }
    expect((await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))).Parts).toMatchObject(Parts);
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toMatchObject([{ Key, UploadId }]);
    const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
    const made = await s3.send(new CompleteMultipartUploadCommand(complete));
    expect(made.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(got).toMatchObject({ ContentLength: first.length + 7, ContentType: 'x/y' });
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(bodies))).toBe(true);
    expect(await text(Key, { PartNumber: 2 })).toBe('the end');
    expect(await text(Key, { Range: `bytes=${first.length - 2}-${first.length + 2}` })).toBe('aathe');
    expect(await refusal(s3.send(new CompleteMultipartUploadCommand(complete)))).toBe('404 NoSuchUpload');
    const other = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: other.UploadId }));
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  test('versions are kept, marked as deleted, and given back', async () => {
    const versioned = { Bucket: 'shop-versions', Key: 'k' };
    await s3.send(new CreateBucketCommand(versioned));
    const read = async (VersionId?: string) =>
      (await s3.send(new GetObjectCommand({ ...versioned, VersionId }))).Body?.transformToString();
    await s3.send(new PutObjectCommand({ ...versioned, Body: 'before' }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ ...versioned, VersioningConfiguration }));
    expect((await s3.send(new GetBucketVersioningCommand(versioned))).Status).toBe('Enabled');
    const { VersionId } = await s3.send(new PutObjectCommand({ ...versioned, Body: 'after' }));
    expect([await read('null'), await read(VersionId), await read()]).toEqual(['before', 'after', 'after']);
    const gone = await s3.send(new DeleteObjectCommand(versioned));
    expect(gone.DeleteMarker).toBe(true);
    expect(await refusal(read() as Promise<unknown>)).toBe('404 NoSuchKey');
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand(versioned));
    expect(Versions?.map((version) => version.VersionId)).toEqual([VersionId, 'null']);
    expect(DeleteMarkers).toMatchObject([{ VersionId: gone.VersionId, IsLatest: true }]);
    await s3.send(new DeleteObjectCommand({ ...versioned, VersionId: gone.VersionId }));
    expect(await read()).toBe('after');
    await s3.send(new DeleteObjectCommand({ ...versioned, VersionId }));
    expect(await read()).toBe('before');
    expect(await refusal(s3.send(new DeleteBucketCommand(versioned)))).toBe('409 BucketNotEmpty');
  });

  test('configurations are kept; what is not here is refused by name', async () => {
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const rule = ServerSideEncryptionConfiguration?.Rules?.[0];
    expect(rule?.ApplyServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' });
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).toBe('404 NoSuchBucketPolicy');
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    const NotificationConfiguration = {
      TopicConfigurations: [{ TopicArn: 'arn', Events: ['s3:ObjectCreated:*' as const] }],
    };
    const notify = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration });
    expect(await refusal(s3.send(notify))).toBe('501 NotImplemented');
    expect(await refusal(s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket })))).toBe('501 NotImplemented');
    expect(await refusal(put('acl', 'x', { ACL: 'public-read' }))).toBe('400 AccessControlListNotSupported');
  });

  test('by the name of its host, and through a link that has ended', async () => {
    await put('hosted', 'by host');
    const { port } = new URL(runtime.endpoint);
    const get = (host: string, path: string) =>
      new Promise<string>((resolve, reject) => {
        const sent = request(
          { port, path, host: '127.0.0.1', headers: { host: `${host}:${port}` } },
          async (answer) => {
            const chunks = await answer.toArray();
            resolve(`${answer.statusCode} ${Buffer.concat(chunks)}`);
          },
        );
        sent.on('error', reject).end();
      });
    expect(await get(`${Bucket}.s3.localhost`, '/hosted')).toBe('200 by host');
    expect(await get('s3.us-east-1.localhost', `/${Bucket}/hosted`)).toBe('200 by host');
    expect(await get('127.0.0.1', `/${Bucket}/hosted`)).toMatch(/^404/);
    const link =
      'X-Amz-Credential=x%2F20200101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20200101T000000Z&X-Amz-Expires=60';
    expect(await get('127.0.0.1', `/${Bucket}/hosted?${link}`)).toMatch(
      /^403 .*<Code>AccessDenied<.*Request has expired/s,
    );
  });

  test('everything is there after a restart, and no byte of what was replaced', async () => {
    const Body = Buffer.alloc(300_000, 'z');
    await put('kept', Buffer.alloc(200_000, 'y'));
    await put('kept', Body);
    await stop();
    await start();
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
    expect(readdirSync(join(folder, 's3'))).toHaveLength(2); // this one, and the first part of `big`
  });
});
