import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { PenstockStack, settingsFrom } from '../../lib/index.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { deployAssembly } from '../../local/template/deploy.ts';
import { ProviderNames } from './index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/add-a-workflow.md'), 'utf8');

test.each(['contract.ts', 'write.ts', 'index.ts', 'contract.test.ts'])('the page shows %s as it is', (file) => {
  const shown = new RegExp(`provider-names/${file}\`\n\n\`\`\`ts\n([^]*?)\`\`\``).exec(page)?.[1];
  expect(shown).toBe(readFileSync(join(import.meta.dirname, file), 'utf8'));
});

describe('deployed to the local runtime', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-example-'));
  let runtime: Runtime;

  beforeAll(async () => {
    process.env.CDK_VALIDATION = 'false';
    const app = new App({ outdir: folder, analyticsReporting: false });
    new PenstockStack(
      app,
      'Example',
      settingsFrom(() => undefined, {}),
      [ProviderNames],
    );
    app.synth();
    runtime = await startRuntime({ port: 0 });
    await runtime.resume();
    const Name = 'aws.partner/auth0.com/penstock-local/auth0.logs';
    await runtime.cloud.call('events', 'CreatePartnerEventSource', { Name, Account: runtime.cloud.account });
    await deployAssembly(runtime.cloud, folder);
  });

  afterAll(async () => {
    await runtime?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a provider’s name arrives in the view, and its deletion too', async () => {
    const row = { providerId: { S: 'p1' }, version: { N: '1' }, name: { S: 'Gramercy' } };
    await runtime.cloud.call('dynamodb', 'PutItem', { TableName: 'Example-providers', Item: row });
    expect(await viewed(1)).toEqual(row);
    await runtime.cloud.call('dynamodb', 'DeleteItem', {
      TableName: 'Example-providers',
      Key: { providerId: { S: 'p1' } },
    });
    expect(await viewed(2)).toMatchObject({ deleted: { BOOL: true } });
  });

  /** The row, as soon as it has the version; jest's own time limit ends the wait. */
  async function viewed(version: number): Promise<unknown> {
    for (;;) {
      const Key = { providerId: { S: 'p1' } };
      const { Item } = await runtime.cloud.call<{ Item?: { version: { N: string } } }>('dynamodb', 'GetItem', {
        TableName: 'Example-provider-names-view',
        Key,
      });
      if (Item?.version.N === String(version)) return Item;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
