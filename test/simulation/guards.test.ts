import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTATIONS } from './mutations.ts';

/** Each mutation must find its guard in the sources: a guard that was renamed would otherwise pass for one that was removed. */
const SOURCES = [
  'functions/collapse.ts',
  'functions/targets',
  'functions/replicate',
  'functions/callback',
  'functions/clients',
]
  .flatMap(read)
  .join('\n');

test.each(Object.entries(MUTATIONS).filter(([, mutation]) => 'handler' in mutation))(
  'the guard %s is where its mutation looks for it',
  (_, mutation) => {
    const bundled = SOURCES.replaceAll("'", '"');
    expect('handler' in mutation && mutation.handler(bundled)).not.toBe(bundled);
  },
);

function read(path: string): string[] {
  const full = join(import.meta.dirname, '../..', path);
  if (path.endsWith('.ts')) return [readFileSync(full, 'utf8')];
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() || entry.name.endsWith('.ts') ? read(join(path, entry.name)) : [],
  );
}
