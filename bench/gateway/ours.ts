import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '../../gateway/server.ts';
import { ready, shortlistDocument, upstream } from './contestant.ts';

/** Ours: with the document registered it runs as a plan, without it stitched. `registered`: as in production, nothing else runs. */
const folder = mkdtempSync(join(tmpdir(), 'penstock-bench-'));
const operations = join(folder, 'operations');
mkdirSync(operations);
if (process.argv[2] === 'compiled') writeFileSync(join(operations, 'shortlist.graphql'), shortlistDocument);
const gateway = await createGateway({
  development: process.argv[3] !== 'registered',
  operations: [operations],
  outputFolder: join(folder, 'generated'),
  environment: {
    INVENTORY_URL: upstream,
    PROVIDERS_URL: upstream,
    SHORTLISTS_URL: upstream,
    COMMS_URL: upstream,
    GHOST_URL: upstream,
  },
});
ready(await gateway.listen(0));
