const grouped = new Intl.NumberFormat('en-GB');
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`; a dash where nothing is known. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : grouped.format(Math.round(value));
}

/** `1 letter`, `2 letters` */
export function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? '' : 's'}`;
}

/** `12.3K` */
export function short(value: number): string {
  return value < 10_000 ? grouped.format(Math.round(value * 10) / 10) : compact.format(value);
}

/** A duration in its largest unit: `88 ms`, `1.24 s`, `3 m 05 s`, `2 h 10 m`, `3 d 4 h`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  const pair = (large: number, unit: string, small: number, rest: string) =>
    `${Math.floor(large)} ${unit} ${String(Math.floor(small)).padStart(2, '0')} ${rest}`;
  const minutes = seconds / 60;
  if (minutes < 60) return pair(minutes, 'm', seconds % 60, 's');
  const hours = minutes / 60;
  return hours < 48 ? pair(hours, 'h', minutes % 60, 'm') : pair(hours / 24, 'd', hours % 24, 'h');
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  timeZoneName: 'short',
});

/** `14:30:31.695` today, `21 Nov 14:30:31` before. */
export function moment(at: number | null, now = Date.now()): string {
  if (at === null) return '–';
  const date = new Date(at);
  const time = clock.format(date);
  const today = new Date(now).toDateString() === date.toDateString();
  return today ? `${time}.${String(date.getMilliseconds()).padStart(3, '0')}` : `${day.format(date)} ${time}`;
}

export function fullMoment(at: number): string {
  return full.format(new Date(at));
}

/** `just now`, `4 min ago`, `3 h ago`, `2 d ago` */
export function ago(at: number, now = Date.now()): string {
  const seconds = (now - at) / 1_000;
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** The last part of an ARN or address. */
export function tail(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? arn;
}
