import { join } from 'node:path';

/** The APIs that backends call, each with its OpenAPI document: the very one that its other consumers read. */
export const DOCUMENTS: Readonly<Record<'providers' | 'comms', string>> = {
  providers: join(import.meta.dirname, '../../gateway/sources/providers/openapi.yaml'),
  comms: join(import.meta.dirname, '../../gateway/sources/comms/openapi.yaml'),
};
