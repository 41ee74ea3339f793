import { unsupported } from '../invalid.ts';
import { type Properties, pick, record } from '../values.ts';
import { zip } from '../zip.ts';

/** The function's code as CreateFunction and UpdateFunctionCode take it: a folder of the assembly, an archive in S3, or the inline source zipped. */
export function functionCode(properties: Properties): Record<string, unknown> {
  const code = record(properties, 'Code');
  if (typeof code.LocalPath === 'string') return { LocalPath: code.LocalPath };
  if (typeof code.ZipFile === 'string')
    return { ZipFile: zip({ [inlineFile(String(properties.Runtime))]: Buffer.from(code.ZipFile) }).toString('base64') };
  if (typeof code.S3Bucket === 'string') return pick(code, 'S3Bucket', 'S3Key', 'S3ObjectVersion');
  throw unsupported('function code that is neither inline nor in S3');
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html */
const inlineFile = (runtime: string): string => (runtime.startsWith('python') ? 'index.py' : 'index.js');
