import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { invalid } from './invalid.ts';

/**
 * A template in YAML, its short forms (`!Ref`, `!Sub` …) written out.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export function parseYaml(text: string): unknown {
  // A tag that YAML does not know is only warned of: it stays with its node.
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw invalid(`Template format error: YAML not well-formed. (${error.message.split('\n')[0]})`, error);
  return document.contents === null ? null : plain(document.contents, 0);
}

const DEEPEST = 200;

function plain(node: unknown, depth: number): unknown {
  if (depth > DEEPEST) throw invalid('Template format error: the template is nested too deeply');
  // as on AWS, and so no small text becomes a big template
  if (isAlias(node)) throw invalid('Template error: YAML aliases are not allowed in CloudFormation templates');
  const value = untagged(node, depth);
  return isShort(node) ? longForm(node.tag, value) : value;
}

function untagged(node: unknown, depth: number): unknown {
  if (isSeq(node)) return node.items.map((item) => plain(item, depth + 1));
  if (isMap(node))
    return Object.fromEntries(
      node.items.map(({ key, value }) => [
        String(plain(key, depth + 1)),
        value === null ? null : plain(value, depth + 1),
      ]),
    );
  return isScalar(node) ? node.value : null;
}

const isShort = (node: unknown): node is Node & { tag: string } =>
  (isScalar(node) || isSeq(node) || isMap(node)) && node.tag !== undefined && /^!\w/.test(node.tag);

function longForm(tag: string, value: unknown): object {
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name !== 'GetAtt' || typeof value !== 'string') return { [`Fn::${name}`]: value };
  const dot = value.indexOf('.');
  return { 'Fn::GetAtt': [value.slice(0, dot), value.slice(dot + 1)] };
}
