import type { Visit } from '../../execution/visit.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { evaluateTemplate } from '../../jsonpath/template.ts';
import type { ExecutionRow } from '../../stores/execution-row.ts';
import type { MapRunRow } from '../../stores/map-runs.ts';
import type { ChildInput } from '../map-batches.ts';
import { refusalText, writerFailed } from './failures.ts';
import { entriesOf, pendingEntry, type Transformation } from './result-entries.ts';

/** What a `ResultWriter` says, its expressions evaluated. */
export interface Writing {
  /** Absent if the results go to the next state, and only their form is chosen. */
  readonly place?: { readonly Bucket: string; readonly prefix: string };
  readonly transformation: Transformation;
  readonly lines: boolean;
}

/** The children of a Map Run: who ran, and whose input has no execution. */
export interface Results {
  readonly rows: readonly ExecutionRow[];
  readonly pending: readonly ChildInput[];
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export async function writingOf(visit: Visit, input: Json): Promise<Writing | undefined> {
  const { ResultWriter: writer } = visit.state;
  if (!writer) return undefined;
  const { Arguments = {}, Parameters = {}, Resource, WriterConfig } = writer;
  const given = visit.jsonata
    ? await visit.evaluate(Arguments, 'ResultWriter/Arguments')
    : evaluateTemplate(Parameters, visit.roots(input), visit.clock);
  const config = isObject(WriterConfig) ? WriterConfig : {};
  const fallback = WriterConfig === undefined ? 'NONE' : 'COMPACT';
  const form = {
    transformation: (config.Transformation ?? fallback) as Transformation,
    lines: config.OutputType === 'JSONL',
  };
  if (Resource === undefined) return form;
  const { Bucket, Prefix } = isObject(given) ? given : ({} as JsonObject);
  const prefix = typeof Prefix === 'string' ? Prefix.replace(/\/?$/, Prefix === '' ? '' : '/') : '';
  return { ...form, place: { Bucket: String(Bucket), prefix } };
}

/** The state's result without an export, in the form that `WriterConfig` chooses. */
export function preview(visit: Visit, { transformation, lines }: Writing, { rows }: Results): Json {
  const entries = rows.flatMap((row) => entriesOf(row, transformation, visit.clock.now()));
  return lines ? entries.join('\n') : (JSON.parse(`[${entries.join(',')}]`) as Json);
}

/** Exports the results, and after them the manifest that names their files. @returns the state's result */
export async function writeResults(visit: Visit, run: MapRunRow, writing: Writing, results: Results): Promise<Json> {
  const { Bucket, prefix } = writing.place ?? { Bucket: '', prefix: '' };
  const folder = `${prefix}${run.key.slice(run.key.lastIndexOf(':') + 1)}`;
  const now = visit.clock.now();
  const entries = (status: (row: ExecutionRow) => boolean) =>
    results.rows.filter(status).flatMap((row) => entriesOf(row, writing.transformation, now));
  const files = {
    FAILED: entries(({ status }) => status !== 'SUCCEEDED'),
    PENDING: results.pending.map(pendingEntry),
    SUCCEEDED: entries(({ status }) => status === 'SUCCEEDED'),
  };
  const ResultFiles: JsonObject = {};
  const put = (Key: string, Body: string) => putText(visit, { Bucket, Key, Body });
  for (const [name, each] of Object.entries(files)) {
    ResultFiles[name] = [];
    if (each.length === 0) continue;
    const Key = `${folder}/${name}_0.json${writing.lines ? 'l' : ''}`;
    const Body = writing.lines ? each.map((entry) => `${entry}\n`).join('') : `[${each.join(',')}]`;
    await put(Key, Body);
    ResultFiles[name] = [{ Key, Size: Buffer.byteLength(Body) }];
  }
  const Key = `${folder}/manifest.json`;
  await put(Key, JSON.stringify({ DestinationBucket: Bucket, MapRunArn: run.arn, ResultFiles }));
  const items = results.rows.reduce((sum, row) => sum + (row.map_items ?? 1), 0);
  visit.branch.execution.engine.mapRuns.written(run, results.rows.length, items);
  return { MapRunArn: run.arn, ResultWriterDetails: { Bucket, Key } };
}

async function putText(visit: Visit, input: { Bucket: string; Key: string; Body: string }): Promise<void> {
  try {
    await visit.branch.execution.call('s3', 'PutObject', { ...input, ContentType: 'application/json' });
  } catch (error) {
    throw writerFailed(refusalText(visit.clock, error), error);
  }
}
