import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { jsonText, text } from '../values.ts';

/** Kept and shown, not enforced. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html */
export const bucketPolicy: ResourceHandler = {
  type: 'AWS::S3::BucketPolicy',
  properties: ['Bucket', 'PolicyDocument'],
  attributes: [],
  replaceOn: ['Bucket'],
  async create(request) {
    await put(request);
    return request.created(text(request.properties, 'Bucket'));
  },
  async update(request, before) {
    await put(request);
    return before;
  },
  delete: (request, { physicalId }) => request.remove('s3', 'DeleteBucketPolicy', { Bucket: physicalId }),
};

const put = (request: ResourceRequest) =>
  request.call('s3', 'PutBucketPolicy', {
    Bucket: text(request.properties, 'Bucket'),
    Policy: jsonText(request.properties.PolicyDocument),
  });
