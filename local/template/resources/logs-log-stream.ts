import type { ResourceHandler } from '../resource.ts';
import { optionalText, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-logstream.html */
export const logStream: ResourceHandler = {
  type: 'AWS::Logs::LogStream',
  properties: ['LogGroupName', 'LogStreamName'],
  attributes: [],
  replaceOn: ['LogGroupName', 'LogStreamName'],
  nameProperty: 'LogStreamName',
  async create(request) {
    const logStreamName = optionalText(request.properties, 'LogStreamName') ?? request.name(512);
    const logGroupName = text(request.properties, 'LogGroupName');
    await request.createOrAdopt('logs', 'CreateLogStream', { logGroupName, logStreamName });
    return request.created(logStreamName);
  },
  async update(_request, before) {
    return before; // every change replaces it
  },
  delete: (request, { physicalId, properties }) =>
    request.remove('logs', 'DeleteLogStream', {
      logGroupName: text(properties, 'LogGroupName'),
      logStreamName: physicalId,
    }),
};
