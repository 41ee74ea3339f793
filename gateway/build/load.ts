import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sha256 } from '../compiler/compile.ts';
import { kit } from '../runtime/kit.ts';
import type { PlanEntry, PlanModule } from '../runtime/plan.ts';
import type { GatewayBuild } from './build.ts';
import { writeBuild } from './write-build.ts';

/** Writes the plans to a file and imports it: what runs is what the build emitted, and nothing is evaluated from text. */
export async function loadPlans(build: GatewayBuild, folder: string): Promise<readonly PlanEntry[]> {
  writeBuild(build, folder);
  // A name of its own for each content: modules are cached by name.
  const file = join(folder, `plans-${sha256(build.plans).slice(0, 16)}.js`);
  writeFileSync(file, build.plans);
  const loaded: { default: PlanModule } = await import(pathToFileURL(file).href);
  return loaded.default(kit);
}
