import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DOCUMENTS } from '../functions/clients/documents.ts';
import type { RuntimeOptions } from '../local/runtime.ts';
import { createRest } from '../local/saas/rest/vendor.ts';

/** Tokens that the stand-ins want. */
export const LOCAL_TOKENS = { providers: 'local-providers-token', comms: 'local-comms-token' } as const;

/** The company's own APIs that workflows call, as stand-ins from their OpenAPI documents. */
export function companyApis(): NonNullable<RuntimeOptions['vendors']> {
  return (['providers', 'comms'] as const).map((name) => {
    const document: unknown = parse(readFileSync(DOCUMENTS[name], 'utf8'));
    return (cloud) => createRest(cloud, { name, document, token: LOCAL_TOKENS[name] });
  });
}
