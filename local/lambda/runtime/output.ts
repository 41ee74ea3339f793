import fs from 'node:fs';
import { LineCutter, LONGEST_LINE } from './console.ts';
import { encodeFrame } from './frames.ts';
import { type FromEnvironment, OUTPUT } from './messages.ts';

/** A streamed response goes in pieces, however it was written. */
const LONGEST_CHUNK = 1_048_576;
const RETRY_MS = 1;

/** As it is now: a function may replace it. */
const { writeSync } = fs;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Says something to the runtime, and returns when it is in the pipe: what was said before the process exits, spins or is killed arrives.
 * Where the runtime does not keep up, the function waits here.
 */
export function say(message: FromEnvironment, body?: string | Uint8Array): void {
  const frame = encodeFrame(message, body);
  for (let at = 0; at < frame.length; ) at += writeSome(frame, at);
}

function writeSome(frame: Buffer, at: number): number {
  try {
    return writeSync(OUTPUT, frame, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    Atomics.wait(sleeper, 0, 0, RETRY_MS);
    return 0;
  }
}

export const sayLine = (text: string): void => say({ kind: 'line' }, text.slice(0, LONGEST_LINE));

export function sayChunk(data: Buffer, contentType: string | undefined): void {
  for (let at = 0; at < data.length; at += LONGEST_CHUNK)
    say({ kind: 'chunk', contentType }, data.subarray(at, at + LONGEST_CHUNK));
}

const cutters: LineCutter[] = [];

/** Makes lines of the log of what is written to `stdout` and `stderr`, in order with the console's. Both are opened when they are first used. */
export function captureStreams(): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const open = Object.getOwnPropertyDescriptor(process, name)?.get;
    let stream: NodeJS.WriteStream | undefined;
    const get = () => {
      stream ??= capture(open?.call(process));
      return stream;
    };
    Object.defineProperty(process, name, { get, configurable: true, enumerable: true });
  }
}

/** Lets the log have what has no newline yet. */
export function flushLines(): void {
  for (const cutter of cutters) cutter.flush();
}

function capture(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const cutter = new LineCutter(sayLine);
  cutters.push(cutter);
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    cutter.write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') queueMicrotask(() => callback());
    return true;
  };
  return Object.defineProperty(stream, 'write', { value: write, configurable: true });
}
