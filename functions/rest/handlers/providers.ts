import { ProviderRepository } from '../../repositories/provider.ts';
import { setting } from '../../settings.ts';
import { asLambda } from '../adapters.ts';
import { providerRoutes } from '../providers.ts';
import { router } from '../router.ts';

export const handler = asLambda(router(providerRoutes(new ProviderRepository({ table: setting('PROVIDERS_TABLE') }))));
