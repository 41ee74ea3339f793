import { format } from 'node:util';

type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

const LEVELS: Record<string, Level> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
};

export interface LogTarget {
  /** Takes one log event, without the newline at its end. */
  line(text: string): void;
  requestId(): string;
  now(): number;
  readonly json: boolean;
  /** JSON logs only: lines below it are not written. */
  readonly level: string;
}

/** A `console` that writes as Lambda's runtime does: time, request id and level before the text, or one JSON object. */
export function lambdaConsole(target: LogTarget): Partial<Console> {
  const write =
    (level: Level) =>
    (...args: unknown[]) => {
      if (isWritten(target, level))
        target.line(target.json ? asJson(target, level, args) : asText(target, level, args));
    };
  return Object.fromEntries(Object.entries(LEVELS).map(([method, level]) => [method, write(level)]));
}

const RANKS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

const isWritten = (target: LogTarget, level: Level): boolean =>
  !target.json || RANKS.indexOf(level) >= RANKS.indexOf(target.level);

const asText = (target: LogTarget, level: Level, args: unknown[]): string =>
  `${iso(target)}\t${target.requestId()}\t${level}\t${format(...args)}`;

function asJson(target: LogTarget, level: Level, args: unknown[]): string {
  const head = { timestamp: iso(target), level, requestId: target.requestId() };
  const only = args[0];
  if (args.length === 1 && typeof only === 'object' && !(only instanceof Error)) {
    try {
      return JSON.stringify({ ...head, message: only });
    } catch {
      // what JSON cannot hold (a cycle, a BigInt) is written as text
    }
  }
  return JSON.stringify({ ...head, message: format(...args) });
}

const iso = (target: LogTarget): string => new Date(target.now()).toISOString();

/** What CloudWatch Logs takes as one event. */
export const LONGEST_LINE = 1_048_576 - 26;

/** Cuts what is written to a stream into lines; the rest waits for its newline, for `flush`, or for more than a line may be. */
export class LineCutter {
  readonly #line: (text: string) => void;
  #rest = '';

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  write(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.#line(line);
    if (this.#rest.length > LONGEST_LINE) this.flush();
  }

  flush(): void {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
  }
}
