import { connect } from 'node:net';
import fc from 'fast-check';
import { SystemClock } from '../../clock.ts';
import { Cloud } from '../../cloud.ts';
import { createS3Service } from '../../s3/service.ts';
import { Store } from '../../store.ts';
import { createWire } from '../server.ts';
import { readXml } from './xml-read.ts';

const cloud = new Cloud({ clock: new SystemClock(), store: new Store() });
cloud.add(createS3Service(cloud));
const faults: string[] = [];
const wire = createWire(cloud, { log: (line) => faults.push(line) });
let port: number;
beforeAll(async () => {
  ({ port } = await wire.listen(0));
  await cloud.call('s3', 'CreateBucket', { Bucket: 'shop' });
});
afterAll(() => wire.close());

const signed = {
  authorization: 'AWS4-HMAC-SHA256 Credential=a/1/us-east-1/s3/aws4_request, SignedHeaders=h, Signature=0',
};

const paths = fc.constantFrom(
  '/',
  '/shop',
  '/shop/k',
  '/shop/%zz',
  '/shop//a/../b',
  '/none/k',
  '/shop?delete',
  '/shop?uploads',
  '/shop?list-type=2&max-keys=x&continuation-token=%00',
  '/shop?acl',
  '/shop?versioning',
  '/shop/k?uploads',
  '/shop/k?uploadId=x',
  '/shop/k?uploadId=x&partNumber=0',
  '/shop/k?partNumber=99&versionId=..',
  '/shop/k?tagging',
  '/shop/k?torrent',
  '/shop/__proto__',
);
const bodies = fc.oneof(
  fc.string(),
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom(
    '<Delete><Object><Key>k</Key></Object><Object/></Delete>',
    '<Delete>',
    `${'<a>'.repeat(5_000)}`,
    '<!DOCTYPE x [<!ENTITY e "x">]><Delete>&e;</Delete>',
    '<VersioningConfiguration><Status>__proto__</Status></VersioningConfiguration>',
    '<Tagging><TagSet><Tag><Key/></Tag></TagSet></Tagging>',
    '<__proto__><x>1</x></__proto__>',
    '5\r\nhello\r\n0\r\n\r\n',
    'ffffffff\r\nx',
  ),
);
const more = fc.dictionary(
  fc.constantFrom(
    'x-amz-copy-source',
    'x-amz-content-sha256',
    'x-amz-checksum-crc32',
    'x-amz-checksum-sha1',
    'x-amz-trailer',
    'x-amz-acl',
    'content-encoding',
    'content-md5',
    'range',
    'if-match',
    'if-none-match',
    'if-modified-since',
    'x-amz-tagging',
    'x-amz-sdk-checksum-algorithm',
    'x-amz-meta-a',
    'x-amz-object-attributes',
    'x-amz-decoded-content-length',
  ),
  fc.constantFrom(
    '',
    '*',
    'x',
    'bytes=5-1',
    'bytes=-',
    'bytes=0-',
    'aws-chunked',
    '/shop/k',
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'CRC32',
    'a=b&a=c',
    '-1',
  ),
  { maxKeys: 3 },
);

test('whatever is sent, the answer is an S3 error or a success, never a fault', async () => {
  const request = fc.record({
    path: paths,
    body: bodies,
    more,
    method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH'),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ path, body, more: headers, method }) => {
      const sent = method === 'GET' || method === 'HEAD' ? {} : { body: body as string };
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { ...signed, ...headers },
        ...sent,
      });
      await answer.arrayBuffer();
      expect([200, 204, 206, 304, 400, 403, 404, 405, 409, 411, 412, 413, 416, 501]).toContain(answer.status);
      expect(faults).toEqual([]);
      expect(({} as { x?: number }).x).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test('a client that goes away in the middle of its object leaves nothing, and is no fault', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `PUT /shop/half HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${signed.authorization}\r\nContent-Length: 10\r\n\r\nhalf`,
      );
      setImmediate(() => socket.destroy());
    });
    socket.on('close', () => resolve());
  });
  const found = await fetch(`http://127.0.0.1:${port}/shop/half`, { headers: signed });
  expect([found.status, faults]).toEqual([404, []]);
});

test('XML is read, and what is none is refused at once', () => {
  expect(
    readXml('<?xml version="1.0"?><!-- c --><a xmlns="x"><b:c d="e">1 &amp; &#x32;</b:c><e/><![CDATA[<]]></a>'),
  ).toMatchObject({
    name: 'a',
    text: '<',
    children: [{ name: 'c', text: '1 & 2' }, { name: 'e' }],
  });
  for (const text of [
    '',
    'x',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a>&x;</a>',
    '<a>&#x110000;</a>',
    '<!DOCTYPE a><a/>',
  ])
    expect(() => readXml(text)).toThrow('The XML you provided was not well-formed');
});
