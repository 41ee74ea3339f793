import type { Cloud, Service } from '../cloud.ts';
import { settingActions } from './actions/bucket-settings.ts';
import { bucketActions } from './actions/buckets.ts';
import { copyObject } from './actions/copy-object.ts';
import { deleteActions } from './actions/delete-objects.ts';
import { readActions } from './actions/get-object.ts';
import { listActions } from './actions/list-objects.ts';
import { multipartActions } from './actions/multipart.ts';
import { objectSettingActions } from './actions/object-settings.ts';
import { putObject } from './actions/put-object.ts';
import { S3Engine } from './engine.ts';

/**
 * Amazon S3: general purpose buckets. Bodies are text, `Buffer`s or async iterables of them, in either direction, and never base64:
 * they may be large. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function createS3Service(cloud: Cloud): Service {
  const engine = new S3Engine(cloud);
  return {
    name: 's3',
    actions: {
      ...bucketActions(engine),
      ...settingActions(engine),
      ...listActions(engine),
      ...readActions(engine),
      PutObject: putObject(engine),
      CopyObject: copyObject(engine),
      ...deleteActions(engine),
      ...multipartActions(engine),
      ...objectSettingActions(engine),
    },
  };
}
