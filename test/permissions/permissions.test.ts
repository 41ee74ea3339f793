import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PERMISSIONS } from '../../ops/permissions.ts';
import { policyOf } from '../../ops/policy.ts';
import { ROOT } from '../house/sources.ts';
import { type Recording, record } from './record.ts';

test('docs/operate.md shows the policy of each command as it is', () => {
  const page = readFileSync(join(ROOT, 'docs/operate.md'), 'utf8');
  for (const command of Object.keys(PERMISSIONS)) {
    const shown = page.split(`### \`${command}\`\n\n\`\`\`json\n`)[1]?.split('\n```')[0];
    expect(JSON.parse(shown ?? 'null')).toEqual(policyOf(command));
  }
});

describe('the calls that the commands really make', () => {
  let recording: Recording;

  beforeAll(async () => {
    recording = await record();
  }, 120_000);

  test('are all in the command’s policy, and were all answered', () => {
    expect(Object.keys(recording.calls).sort()).toEqual(Object.keys(PERMISSIONS).sort());
    for (const [command, calls] of Object.entries(recording.calls)) {
      const extra = calls.filter((call) => !PERMISSIONS[command]?.includes(call));
      expect([command, extra]).toEqual([command, []]);
    }
  });

  test('need each permission of their policy: none is there for nothing', () => {
    for (const [command, allowed] of Object.entries(PERMISSIONS)) {
      const idle = allowed.filter((action) => !recording.calls[command]?.includes(action));
      expect([command, idle]).toEqual([command, RARE[command] ?? []]);
    }
  });
});

/** Only where source and target still differ after the copy is a version raised, which takes a row that was written meanwhile. */
const RARE: Readonly<Record<string, readonly string[]>> = { reindex: ['dynamodb:UpdateItem'] };
