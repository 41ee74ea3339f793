import { table } from '../table.ts';

/** Prints one JSON value, or what people read. */
export function print(json: boolean, value: unknown, text: () => string): void {
  console.log(json ? JSON.stringify(value) : text());
}

/** To the terminal's other channel, so that a pipe gets the result alone. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `03:12:07` of today, with the date on other days; UTC, as AWS's own consoles can be set to. */
export function clock(ms: number, now = Date.now()): string {
  const iso = new Date(ms).toISOString();
  return iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10)
    ? iso.slice(11, 23)
    : iso.slice(0, 19).replace('T', ' ');
}

/** `340 ms`, `4.2 s`, `3 m 10 s`, `2 h 5 m`, `4 d 1 h` */
export function span(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const [minutes, seconds] = [Math.floor(ms / 60_000), Math.floor((ms / 1_000) % 60)];
  if (minutes < 60) return `${minutes} m ${seconds} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function cut(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

export { table };

/** Progress on one line of a terminal; of a file or a pipe, nothing. */
export function progressLine(what: string): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done, total) => {
    process.stderr.write(`\r${what} ${done} of ${total}${done >= total ? '\n' : ''}`);
  };
}
