import { ManagementClient } from 'auth0';
import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { saasFetch } from './fetch.ts';
import { DEFAULTS } from './options.ts';
import { createSaas } from './server.ts';

const { domain, clientId, clientSecret } = DEFAULTS.auth0;

test("a vendor's client works without a socket", async () => {
  const saas = createSaas(new Cloud({ clock: new SimulatedClock(1), store: new Store() }));
  const { users } = new ManagementClient({
    domain,
    clientId,
    clientSecret,
    maxRetries: 0,
    timeoutInSeconds: 1, // the client leaves its timer running when a connection is cut
    fetch: saasFetch(saas.handle),
  });
  const created = await users.create({
    connection: 'Username-Password-Authentication',
    email: 'a@example.com',
    password: 'x',
  });
  expect(await users.get(created.user_id ?? '')).toMatchObject({ email: 'a@example.com' });
  saas.faults.add({ vendor: 'auth0', kind: 'reset', rate: 1 });
  await expect(users.get(created.user_id ?? '')).rejects.toThrow();
  await saas.close();
});
