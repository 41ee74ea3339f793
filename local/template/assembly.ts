import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRecord } from './values.ts';

/** A stack of a cloud assembly, with what its template refers to outside of it. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: unknown;
  /** The absolute path of the file or folder behind each `bucket/key` that the template may name. */
  readonly assets: AssetPaths;
  readonly constructPaths: Readonly<Record<string, string>>;
}

/** Keyed by the object key: CDK's keys are content hashes, so the bucket need not be compared. */
export type AssetPaths = Readonly<Record<string, string>>;

/** The folder is not a cloud assembly that this runtime can read. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
}

/**
 * Reads what `cdk synth` wrote, stages included, its stacks in the order of their dependencies.
 * https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-assembly (cloud assemblies);
 * the schema: https://github.com/aws/aws-cdk-cli/tree/main/packages/@aws-cdk/cloud-assembly-schema
 */
export function readAssembly(folder: string): AssemblyStack[] {
  const artifacts = recordOf(readJson(folder, 'manifest.json').artifacts);
  const stacks: AssemblyStack[] = [];
  const done = new Set<string>();
  const visit = (id: string): void => {
    if (done.has(id)) return;
    done.add(id);
    const artifact = recordOf(artifacts[id]);
    for (const needed of listOf(artifact.dependencies)) visit(String(needed));
    if (artifact.type === 'aws:cloudformation:stack') stacks.push(readStack(folder, id, artifact));
    if (artifact.type === 'cdk:cloud-assembly')
      stacks.push(...readAssembly(join(folder, String(recordOf(artifact.properties).directoryName))));
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return stacks;
}

function readStack(folder: string, id: string, artifact: Record<string, unknown>): AssemblyStack {
  const { templateFile, stackName } = recordOf(artifact.properties);
  return {
    name: String(stackName ?? id),
    template: readJson(folder, String(templateFile)),
    assets: readAssets(folder, artifact),
    constructPaths: readPaths(folder, artifact),
  };
}

/** The asset manifest stands beside the stack as an artifact of its own, `<Stack>.assets`, on which the stack depends. */
function readAssets(folder: string, artifact: Record<string, unknown>): AssetPaths {
  const manifests = listOf(artifact.dependencies).filter((id) => String(id).endsWith('.assets'));
  return Object.assign({}, ...manifests.map((id) => fileAssets(folder, `${String(id)}.json`)));
}

function fileAssets(folder: string, manifest: string): AssetPaths {
  const paths: Record<string, string> = {};
  for (const asset of Object.values(recordOf(readJson(folder, manifest).files))) {
    const { source, destinations } = recordOf(asset);
    const path = recordOf(source).path;
    for (const destination of Object.values(recordOf(destinations)))
      if (typeof path === 'string') paths[String(recordOf(destination).objectKey)] = resolve(folder, path);
  }
  return paths;
}

/** Logical ids' construct paths: in the manifest, or since aws-cdk-lib 2.200 or so in a file beside it. */
function readPaths(folder: string, artifact: Record<string, unknown>): Record<string, string> {
  const file = artifact.additionalMetadataFile;
  const metadata = { ...recordOf(artifact.metadata), ...(typeof file === 'string' ? readJson(folder, file) : {}) };
  const paths: Record<string, string> = {};
  for (const [path, entries] of Object.entries(metadata))
    for (const entry of listOf(entries).map(recordOf))
      if (entry.type === 'aws:cdk:logicalId') paths[String(entry.data)] = path.replace(/^\//, '');
  return paths;
}

function readJson(folder: string, file: string): Record<string, unknown> {
  try {
    return recordOf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  } catch (error) {
    throw new AssemblyError(`${join(folder, file)} cannot be read: is ${folder} what cdk synth wrote?`, {
      cause: error,
    });
  }
}

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
