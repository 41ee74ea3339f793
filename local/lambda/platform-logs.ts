import type { LogLine } from '../logs/writer.ts';
import type { FunctionRecord } from './function-record.ts';
import type { FunctionError } from './runtime/messages.ts';

export interface InvocationReport {
  readonly requestId: string;
  readonly record: FunctionRecord;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended: number;
  /** How long the module took to load, if this invocation waited for it. */
  readonly initMs?: number;
  /** The most memory that the environment has held so far, in KiB, where it is known. */
  readonly peakKb?: number;
  readonly lines: readonly string[];
  readonly error?: FunctionError;
}

/** An invocation's log events: START, what the function wrote, its error, END and REPORT; as text or as JSON. */
export function platformLines(report: InvocationReport): LogLine[] {
  const json = report.record.LoggingConfig.LogFormat === 'JSON';
  const at = (timestamp: number) => (message: string) => ({ timestamp, message });
  const [first, last] = json ? jsonFrame(report) : textFrame(report);
  const own = report.error ? [...report.lines, errorLine(report, json)] : report.lines;
  return [...first.map(at(report.started)), ...own.map(at(report.ended)), ...last.map(at(report.ended))];
}

const errorLine = ({ requestId, error, ended }: InvocationReport, json: boolean): string => {
  const timestamp = new Date(ended).toISOString();
  if (!json) return `${timestamp}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(error)}`;
  return JSON.stringify({ timestamp, level: 'ERROR', requestId, message: error });
};

/** Never more than the function may have, as on AWS: what exceeds it is Node's own. */
const peakMb = ({ record, peakKb }: InvocationReport): number =>
  peakKb === undefined ? record.MemorySize : Math.min(record.MemorySize, Math.ceil(peakKb / 1024));

function textFrame(report: InvocationReport): [string[], string[]] {
  const { requestId, record, started, ended, initMs } = report;
  const duration = ended - started;
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${duration.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(duration + (initMs ?? 0))} ms`,
    `Memory Size: ${record.MemorySize} MB`,
    `Max Memory Used: ${peakMb(report)} MB`,
  ];
  if (initMs !== undefined) fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
  const start = `START RequestId: ${requestId} Version: ${record.Version}`;
  return [[start], [`END RequestId: ${requestId}`, `${fields.join('\t')}\t`]];
}

function jsonFrame(reported: InvocationReport): [string[], string[]] {
  const { requestId, record, started, ended, initMs, error } = reported;
  const event = (time: number, type: string, more: object) =>
    JSON.stringify({ time: new Date(time).toISOString(), type, record: { requestId, ...more } });
  const durationMs = ended - started;
  const metrics = {
    durationMs,
    billedDurationMs: Math.ceil(durationMs),
    memorySizeMB: record.MemorySize,
    maxMemoryUsedMB: peakMb(reported),
  };
  const report = { metrics: { ...metrics, initDurationMs: initMs }, status: error ? 'error' : 'success' };
  const wanted = record.LoggingConfig.SystemLogLevel !== 'WARN'; // at WARN, only what failed is told
  return [
    wanted ? [event(started, 'platform.start', { version: record.Version })] : [],
    wanted || error ? [event(ended, 'platform.report', report)] : [],
  ];
}
