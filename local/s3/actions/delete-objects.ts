import type { Action, CallContext } from '../../cloud.ts';
import { isAwsError } from '../../cloud.ts';
import { checkWrite } from '../conditions.ts';
import { keyOf, type ObjectName, optionalText, type S3Engine } from '../engine.ts';
import { malformedXml } from '../errors.ts';
import { announceDeleted } from '../events.ts';
import type { Input } from '../meta.ts';

interface DeleteInput extends ObjectName {
  readonly Delete?: { readonly Objects?: readonly { Key?: unknown; VersionId?: unknown }[]; readonly Quiet?: unknown };
}

const MAX_KEYS = 1_000;

/** DeleteObject and DeleteObjects; what is not there is deleted as well as what is. */
export const deleteActions = (engine: S3Engine): Record<string, Action> => ({
  DeleteObject: (input: ObjectName & Input, context) => deleteOne(engine, input, context),

  async DeleteObjects(input: DeleteInput, context) {
    const { name: Bucket } = engine.bucket(input);
    const { Objects, Quiet } = input.Delete ?? {};
    if (!Array.isArray(Objects) || Objects.length === 0 || Objects.length > MAX_KEYS) throw malformedXml();
    const [Deleted, Errors]: [object[], object[]] = [[], []];
    for (const { Key, VersionId } of Objects) {
      try {
        Deleted.push(deletedEntry(Key, VersionId, await deleteOne(engine, { Bucket, Key, VersionId }, context)));
      } catch (error) {
        if (!isAwsError(error)) throw error;
        Errors.push({ Key, VersionId, Code: error.code, Message: error.message });
      }
    }
    return { Deleted: String(Quiet) === 'true' ? [] : Deleted, Errors };
  },
});

interface Outcome {
  readonly DeleteMarker?: boolean;
  readonly VersionId?: string;
}

async function deleteOne(engine: S3Engine, input: ObjectName & Input, context: CallContext): Promise<Outcome> {
  const bucket = engine.bucket(input);
  const key = keyOf(input);
  const id = optionalText(input.VersionId, 'VersionId');
  if (id !== undefined) {
    const gone = engine.objects.deleteVersion(bucket.name, key, id);
    return { VersionId: id, ...(gone?.marker ? { DeleteMarker: true } : {}) };
  }
  const current = engine.objects.current(bucket.name, key);
  if (input.IfMatch !== undefined) checkWrite({ IfMatch: input.IfMatch }, key, current);
  const marker = engine.objects.delete(bucket, key);
  if (current || marker) await announceDeleted(engine, bucket, key, marker, context);
  return marker ? { DeleteMarker: true, VersionId: marker.version } : {};
}

const deletedEntry = (Key: unknown, VersionId: unknown, { DeleteMarker, VersionId: made }: Outcome): object => ({
  Key,
  VersionId,
  DeleteMarker,
  DeleteMarkerVersionId: DeleteMarker ? made : undefined,
});
