import { callBack } from '../../functions/callback/call-back.ts';
import { CallbackView } from '../../functions/callback/view.ts';
import { commsApi } from '../../functions/clients/comms.ts';
import { providersApi } from '../../functions/clients/providers.ts';
import { setting } from '../../functions/settings.ts';
import { profileIsLive } from './announcement.ts';
import { providerChanged, providerIdOf } from './contract.ts';
import { type ProviderRow, toProviderRow } from './projection.ts';

/** For how long the providers' API may not have a provider yet of which the portal has told. */
const LAG_MS = 60_000;

export const handler = callBack({
  contract: providerChanged,
  notification: (event) => event,
  keyOf: providerIdOf,
  parts: async () => {
    const comms = await commsApi();
    return {
      source: await providersApi(),
      view: new CallbackView<ProviderRow>({ table: setting('VIEW_TABLE'), key: 'providerId' }),
      project: toProviderRow,
      announce: (providerId, version) => comms.send(profileIsLive(providerId, version)),
      lagMs: LAG_MS,
    };
  },
});
