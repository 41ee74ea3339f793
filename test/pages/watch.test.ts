import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type AppRuntime, startApp } from '../../bin/app-runtime.ts';
import { clientSettings } from '../../bin/client-settings.ts';
import { type LocalGateway, startGateway } from '../../bin/gateway.ts';
import { vendorsAt } from '../../demo/vendors.ts';
import { openWorld, type World } from '../../demo/world.ts';
import { ProviderChanged } from '../../functions/events/provider-changed.ts';
import { publish } from '../../functions/publish.ts';
import { openStream } from '../../gateway/testing/sse.ts';

/** A page that watches: what is written to a table reaches it through the template's pipe, bus, rule and queue, and the gateway's SSE. */
describe('a page that watches', () => {
  let app: AppRuntime;
  let gateway: LocalGateway;
  let world: World;
  let token: string;

  beforeAll(async () => {
    app = await startApp({ port: 0 });
    gateway = await startGateway(app, { port: 0, pagePort: 0 });
    world = await openWorld(app);
    const minted = await vendorsAt(app).act('auth0', 'token', {
      sub: 'auth0|ann',
      aud: 'https://gateway.penstock.local',
    });
    token = String(minted.token);
  }, 60_000);

  afterAll(async () => {
    world?.close();
    await gateway?.close();
    await app?.close();
  });

  const ask = async (query: string, variables = {}) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return response.json();
  };

  const watch = (query: string) => openStream(gateway.url, token, { query });

  test('sees a list change that somebody else changed', async () => {
    await ask('mutation { saveShortlist(id: "tonight", input: { name: "Tonight" }) { id } }');
    const page = await watch('subscription { shortlistChanged(id: "tonight") { name entries { itemId } } }');
    expect(await page.next()).toEqual({ data: { shortlistChanged: { name: 'Tonight', entries: [] } } });
    await ask('mutation { addToShortlist(id: "tonight", itemId: "film-1") { id } }');
    await page.until('film-1');
    page.stop();
  });

  test('sees a provider that the portal told of', async () => {
    await world.providers.put({ providerId: 'p9', name: 'Before', city: 'Ghent' });
    const page = await watch('subscription { providerChanged(id: "p9") { name } }');
    expect(await page.next()).toEqual({ data: { providerChanged: { name: 'Before' } } });
    const { version } = await world.providers.put({ providerId: 'p9', name: 'After', city: 'Ghent' });
    const client = new EventBridgeClient(clientSettings(app.endpoint));
    await publish(ProviderChanged, { providerId: 'p9', version }, { bus: world.outputs.get('SystemBusName'), client });
    client.destroy();
    await page.until('After');
    page.stop();
  });
});
