import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Allowed } from './fields.ts';
import type { Scope } from './scope.ts';
import { checkFields } from './validate-fields.ts';
import { checkTemplates } from './validate-templates.ts';
import { checkEnum, checkPair } from './validate-values.ts';

const READER: Allowed = { both: ['Resource', 'ReaderConfig'], JSONPath: ['Parameters'], JSONata: ['Arguments'] };
const WRITER: Allowed = { both: ['Resource', 'WriterConfig'], JSONPath: ['Parameters'], JSONata: ['Arguments'] };
const READER_CONFIG: Allowed = {
  both: [
    'CSVDelimiter',
    'CSVHeaderLocation',
    'CSVHeaders',
    'InputType',
    'ItemsPointer',
    'ManifestType',
    'MaxItems',
    'Transformation',
  ],
  JSONPath: ['MaxItemsPath'],
  JSONata: [],
};
const WRITER_CONFIG: Allowed = { both: ['OutputType', 'Transformation'], JSONPath: [], JSONata: [] };

const READER_VALUES: Readonly<Record<string, readonly string[]>> = {
  CSVDelimiter: ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'],
  CSVHeaderLocation: ['FIRST_ROW', 'GIVEN'],
  InputType: ['CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET'],
  ManifestType: ['ATHENA_DATA', 'S3_INVENTORY'],
  Transformation: ['NONE', 'LOAD_AND_FLATTEN'],
};
const WRITER_VALUES = { OutputType: ['JSON', 'JSONL'], Transformation: ['NONE', 'COMPACT', 'FLATTEN'] };

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export function checkReader(reader: Json | undefined, at: string, scope: Scope): void {
  if (reader === undefined || !isExpected(reader, at, scope)) return;
  checkFilled(reader, READER, at, scope);
  if (reader.Resource === undefined) scope.findings.schema('These fields are required: [Resource]', at);
  const { ReaderConfig: config = {} } = reader;
  if (isExpected(config, `${at}/ReaderConfig`, scope))
    checkReaderConfig(config, String(reader.Resource), `${at}/ReaderConfig`, scope);
}

function checkReaderConfig(config: JsonObject, resource: string, at: string, scope: Scope): void {
  checkFields(config, READER_CONFIG, at, scope);
  checkValues(config, READER_VALUES, at, scope);
  checkPair(config, at, scope, 'MaxItems', { least: 0, most: 100_000_000 });
  const { InputType, ManifestType, Transformation, CSVHeaderLocation, CSVHeaders } = config;
  const required = (field: string) => scope.findings.schema(`These fields are required: [${field}]`, at);
  const reads = resource.endsWith(':s3:getObject') || Transformation === 'LOAD_AND_FLATTEN';
  if (reads && InputType === undefined && ManifestType === undefined) required('InputType');
  if (InputType === 'CSV' && ManifestType === undefined && CSVHeaderLocation === undefined)
    required('CSVHeaderLocation');
  if (CSVHeaderLocation === 'GIVEN' && CSVHeaders === undefined) required('CSVHeaders');
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export function checkWriter(writer: Json | undefined, at: string, scope: Scope): void {
  if (writer === undefined || !isExpected(writer, at, scope)) return;
  checkFilled(writer, WRITER, at, scope);
  const { Resource, WriterConfig } = writer;
  if (Resource === undefined && WriterConfig === undefined)
    scope.findings.schema('These fields are required: [Resource]', at);
  if (WriterConfig === undefined || !isExpected(WriterConfig, `${at}/WriterConfig`, scope)) return;
  checkFields(WriterConfig, WRITER_CONFIG, `${at}/WriterConfig`, scope);
  checkValues(WriterConfig, WRITER_VALUES, `${at}/WriterConfig`, scope);
}

function isExpected(value: Json, at: string, { findings }: Scope): value is JsonObject {
  if (isObject(value)) return true;
  findings.schema('Expected value of type Object', at);
  return false;
}

function checkFilled(object: JsonObject, allowed: Allowed, at: string, scope: Scope): void {
  checkFields(object, allowed, at, scope);
  checkTemplates(object.Parameters, `${at}/Parameters`, scope);
  checkTemplates(object.Arguments, `${at}/Arguments`, scope);
}

function checkValues(
  object: JsonObject,
  values: Readonly<Record<string, readonly string[]>>,
  at: string,
  { findings }: Scope,
): void {
  for (const [field, known] of Object.entries(values))
    if (object[field] !== undefined) checkEnum(object[field], known, `${at}/${field}`, findings);
}
