import type { AssetPaths } from './assembly.ts';
import { isRecord, type Properties } from './values.ts';

/**
 * The properties, with each S3 object that is an asset of the assembly (`Code`, `DefinitionS3Location`) replaced by the file or
 * folder itself, as `{LocalPath}`. It is part of what is compared, so that an assembly that has moved is noticed as well.
 */
export function locateAssets(properties: Properties, assets: AssetPaths): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, located(value, assets)]));
}

function located(value: unknown, assets: AssetPaths): unknown {
  if (!isRecord(value)) return value;
  const key = value.S3Key ?? value.Key;
  const path = typeof key === 'string' && Object.hasOwn(assets, key) ? assets[key] : undefined;
  return path === undefined ? value : { LocalPath: path };
}
