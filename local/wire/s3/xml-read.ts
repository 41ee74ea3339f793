import { AwsError } from '../../errors.ts';

/** An element: its text, or its children in order. */
export interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

const malformed = (): AwsError =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w:.-]*)([^<>]*?)(\/?)>|([^<]+)/gy;
const DEEPEST = 32;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the small documents that S3 takes: elements, text, CDATA; attributes and namespaces count for nothing. Document types, and
 * with them entities of one's own, are refused.
 */
export function readXml(text: string): Element {
  const top: Element = { name: '', children: [], text: '' };
  const open = [top];
  const source = text.replace(/^\uFEFF/, '');
  let at = 0;
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(source); found; found = TOKEN.exec(source)) {
    at = TOKEN.lastIndex;
    take(open, found);
  }
  const [root] = top.children;
  if (at !== source.length || open.length !== 1 || top.children.length !== 1 || !root || top.text.trim() !== '')
    throw malformed();
  return root;
}

function take(open: Element[], [, cdata, slash, name, , empty, text]: RegExpExecArray): void {
  const inner = open.at(-1) as Element;
  if (cdata !== undefined) inner.text += cdata;
  else if (text !== undefined) inner.text += unescaped(text);
  else if (name !== undefined && slash) {
    if (open.length === 1 || inner.name !== local(name)) throw malformed();
    open.pop();
  } else if (name !== undefined) {
    const element = { name: local(name), children: [], text: '' };
    inner.children.push(element);
    if (!empty) open.push(element);
    if (open.length > DEEPEST) throw malformed();
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (_, hex?: string, decimal?: string, name?: string) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    const known = name === undefined ? undefined : ENTITIES[name];
    if (known !== undefined) return known;
    if (name !== undefined || code > 0x10ffff) throw malformed();
    return String.fromCodePoint(code);
  });
