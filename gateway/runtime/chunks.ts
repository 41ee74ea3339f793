import type { CallDescriptor, LoaderDescriptor } from './descriptors.ts';

/** Keys in calls of which none is longer than its loader allows. */
export function chunks(loader: LoaderDescriptor, keys: readonly string[]): string[][] {
  const result: string[][] = [];
  let chunk: string[] = [];
  for (const key of keys) {
    if (chunk.length > 0 && (chunk.length >= loader.max || urlLength(loader, [...chunk, key]) > loader.maxUrl)) {
      result.push(chunk);
      chunk = [];
    }
    chunk.push(key);
  }
  result.push(chunk);
  return result;
}

/** Length of path and query; keys that travel in a body cost nothing. */
export function urlLength(loader: LoaderDescriptor, keys: readonly string[]): number {
  if (loader.keys.includes('.')) return 0;
  const style = loader.call.query?.find((q) => q.arg === loader.keys);
  const each = style?.style === 'multi' && loader.format === undefined ? style.name.length + 2 : 3;
  let length = fixedLength(loader.call) + (style?.name.length ?? 0) + (loader.format?.length ?? 0);
  for (const key of keys) length += encodedLength(key) + each;
  return length;
}

const fixedLength = (call: CallDescriptor): number =>
  call.path.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 20), 1);

const encodedLength = (key: string): number => (/^[\w.~-]*$/.test(key) ? key.length : encodeURIComponent(key).length);
