import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

export interface StaticFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Compressed, where that is worth it. */
  readonly brotli?: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing but our own files, no inline code, no frame around us, no form sent anywhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const SECURITY_HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** The built page, read once; hashed files may be kept for ever, the page itself never, since it holds the token. */
export class StaticFiles {
  readonly #files = new Map<string, StaticFile>();
  readonly #page: StaticFile;

  /** @throws Error if the page was not built */
  constructor(folder: string, token: string) {
    const index = join(folder, 'index.html');
    if (!existsSync(index)) throw new Error(`the console's page is not built: npm run console:build`);
    const page = readFileSync(index, 'utf8').replace(
      'name="penstock-token" content=""',
      `name="penstock-token" content="${token}"`,
    );
    this.#page = file('.html', Buffer.from(page), 'no-store');
    for (const name of readdirSync(join(folder, 'assets')))
      this.#files.set(
        `/assets/${name}`,
        file(extname(name), readFileSync(join(folder, 'assets', name)), 'public, max-age=31536000, immutable'),
      );
  }

  /** Every address without an extension is a view of the page. */
  find(path: string): StaticFile | undefined {
    return this.#files.get(path) ?? (extname(path.split('/').at(-1) ?? '') && !isView(path) ? undefined : this.#page);
  }
}

/** An execution's ARN may have dots in it. */
const isView = (path: string) => /^\/(workflows|executions|dead-letters)\//.test(path);

function file(extension: string, body: Buffer, cache: string): StaticFile {
  const headers = { 'content-type': TYPES[extension] ?? 'application/octet-stream', 'cache-control': cache };
  const brotli = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
  return brotli.length < body.length ? { headers, body, brotli } : { headers, body };
}
