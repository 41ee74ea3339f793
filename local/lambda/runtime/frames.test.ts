import fc from 'fast-check';
import { encodeFrame, FrameReader } from './frames.ts';

const message = fc.tuple(fc.record({ kind: fc.string() }), fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()));

test('messages come out as they went in, whatever the pieces', () => {
  const run = (messages: [{ kind: string }, string | Uint8Array][], sizes: number[]) => {
    const bytes = Buffer.concat(messages.map(([head, body]) => encodeFrame(head, body)));
    const seen: unknown[] = [];
    const reader = new FrameReader((head, body) => seen.push([head, body.toString('hex')]));
    for (let at = 0, n = 0; at < bytes.length; n++) {
      const size = sizes[n % sizes.length] ?? 1;
      reader.push(bytes.subarray(at, at + size));
      at += size;
    }
    expect(seen).toEqual(messages.map(([head, body]) => [head, Buffer.from(body as string).toString('hex')]));
  };
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(fc.array(message, { maxLength: 8 }), sizes, run), { numRuns: 200 });
});

test.each([
  ['a length that no message has', Buffer.alloc(8, 0xff)],
  ['a head that is no JSON', Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('abc')])],
])('%s is refused', (_, bytes) => {
  const reader = new FrameReader(() => undefined);
  expect(() => reader.push(bytes)).toThrow();
});
