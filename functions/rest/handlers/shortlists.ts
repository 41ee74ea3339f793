import { setting } from '../../settings.ts';
import { asLambda } from '../adapters.ts';
import { identityFromEnvironment } from '../identity.ts';
import { router } from '../router.ts';
import { ShortlistRepository, shortlistRoutes } from '../shortlists.ts';

const shortlists = new ShortlistRepository({ table: setting('SHORTLISTS_TABLE') });

export const handler = asLambda(router(shortlistRoutes({ shortlists, identify: identityFromEnvironment() })));
