import * as z from 'zod';
import type { CallbackSource } from '../callback/source.ts';
import { issues } from '../contract.ts';
import { ContractViolation } from '../errors.ts';
import { setting } from '../settings.ts';
import type { paths } from './generated/providers.ts';
import { refused, restClient } from './rest/client.ts';
import type { GuardOptions } from './rest/guarded-fetch.ts';
import { RateBudget } from './rest/rate-budget.ts';
import { secret } from './secret.ts';

const NAME = 'providers';

/** As much of the API's answer as is used, strict on that. What the document promises is checked here, for it is another team's. */
const providerProfile = z.looseObject({
  id: z.string().min(1),
  name: z.string().min(1),
  city: z.string().nullish(),
  website: z.string().nullish(),
  version: z.int().positive(),
});

export type ProviderProfile = z.infer<typeof providerProfile>;

/** The providers' API. `PROVIDERS_URL` is its base, `CALL_INTERVAL_MS` the pace of this container. */
export async function providersApi(): Promise<CallbackSource<ProviderProfile>> {
  const budget = new RateBudget({ name: NAME, intervalMs: Number(process.env.CALL_INTERVAL_MS ?? 0) });
  const token = await secret('PROVIDERS_TOKEN_SECRET');
  return providerSource({ name: NAME, baseUrl: setting('PROVIDERS_URL'), token, budget });
}

export function providerSource(options: GuardOptions & { readonly baseUrl: string; readonly token?: string }) {
  const api = restClient<paths>(options);
  return {
    read: async (id, { etag }) => {
      const { data, response } = await api.GET('/providers/{id}', {
        params: { path: { id } },
        headers: etag ? { 'if-none-match': etag } : {},
      });
      if (response.status === 304) return { kind: 'unchanged' };
      if (response.status === 404) return { kind: 'unknown' };
      if (response.status === 410) return { kind: 'gone', version: versionOf(response.headers.get('etag')) };
      if (!response.ok) throw refused(NAME, response);
      const { version, ...item } = checked(data, id);
      return { kind: 'found', version, item: { ...item, version }, etag: response.headers.get('etag') ?? undefined };
    },
  } satisfies CallbackSource<ProviderProfile>;
}

function checked(data: unknown, id: string): ProviderProfile {
  const result = providerProfile.safeParse(data);
  if (!result.success) throw new ContractViolation(`${NAME}: ${issues(result.error)}`);
  if (result.data.id !== id) throw new ContractViolation(`${NAME}: the answer is about another provider`);
  return result.data;
}

/** The API's ETag is the version in quotes. */
function versionOf(etag: string | null): number | undefined {
  const digits = /^"(\d+)"$/.exec(etag ?? '')?.[1];
  return digits ? Number(digits) : undefined;
}
