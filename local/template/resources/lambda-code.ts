import { unsupported } from '../invalid.ts';
import { type Properties, record } from '../values.ts';
import { zip } from '../zip.ts';

/** The function's code as CreateFunction and UpdateFunctionCode take it: a folder of the assembly, or the inline source zipped. */
export function functionCode(properties: Properties): Record<string, unknown> {
  const code = record(properties, 'Code');
  if (typeof code.LocalPath === 'string') return { LocalPath: code.LocalPath };
  if (typeof code.ZipFile === 'string')
    return { ZipFile: zip({ [inlineFile(String(properties.Runtime))]: Buffer.from(code.ZipFile) }).toString('base64') };
  throw unsupported('function code that is neither inline nor an asset of the cloud assembly');
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html */
const inlineFile = (runtime: string): string => (runtime.startsWith('python') ? 'index.py' : 'index.js');
