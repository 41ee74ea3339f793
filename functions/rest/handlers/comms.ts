import { setting } from '../../settings.ts';
import { asLambda } from '../adapters.ts';
import { commsRoutes, MessageRepository } from '../comms.ts';
import { identityFromEnvironment } from '../identity.ts';
import { router } from '../router.ts';

const messages = new MessageRepository({ table: setting('MESSAGES_TABLE') });

export const handler = asLambda(router(commsRoutes({ messages, identify: identityFromEnvironment() })));
