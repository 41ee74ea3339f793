import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

test('the types of the REST clients are those of their documents', () => {
  execFileSync(process.execPath, [join(import.meta.dirname, 'generate.ts'), '--check'], { stdio: 'pipe' });
});
