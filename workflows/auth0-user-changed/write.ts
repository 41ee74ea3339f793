import { callBack } from '../../functions/callback/call-back.ts';
import { CallbackView } from '../../functions/callback/view.ts';
import { auth0Users } from '../../functions/clients/auth0.ts';
import { setting } from '../../functions/settings.ts';
import { auth0UserChanged, userIdOf } from './contract.ts';
import { toUserRow, type UserRow } from './projection.ts';

export const handler = callBack({
  contract: auth0UserChanged,
  notification: (event) => event,
  keyOf: userIdOf,
  parts: async () => ({
    source: await auth0Users(),
    view: new CallbackView<UserRow>({ table: setting('VIEW_TABLE'), key: 'userId' }),
    project: toUserRow,
    // A user by its id is read from Auth0's leading store: a 404 is never too early.
    lagMs: 0,
  }),
});
