import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runbooks } from '../lib/runbooks.ts';
import { synthesise } from './synth.ts';

const PROJECT = resolve(import.meta.dirname, '..');

/** The pages as the app's template has them now, by path. Without bundling: no code is deployed. */
export async function currentRunbooks(): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-runbooks-'));
  try {
    await synthesise(PROJECT, folder, { CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [] }) });
    return runbooks(JSON.parse(readFileSync(join(folder, 'Penstock.template.json'), 'utf8')), 'Penstock');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `node bin/runbooks.ts` writes `docs/runbooks/`. */
async function write(): Promise<void> {
  for (const [path, text] of await currentRunbooks()) {
    mkdirSync(join(PROJECT, dirname(path)), { recursive: true });
    writeFileSync(join(PROJECT, path), text);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === join(import.meta.dirname, 'runbooks.ts')) void write();
