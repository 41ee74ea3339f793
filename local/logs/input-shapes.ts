import { limited, required, type Shape, type Shapes } from '../events/input-shape.ts';

const group = limited('text', { pattern: '[\\.\\-_/#A-Za-z0-9]+', longest: 512, shortest: 1 });
const identifier = limited('text', { pattern: '[\\w#+=/:,.@-]*', longest: 2048, shortest: 1 });
const stream = limited('text', { pattern: '[^:*]*', longest: 512, shortest: 1 });
const time = limited('number', { least: 0 });
const limit = (most: number): Shape => limited('number', { most, least: 1 });
const ofGroup = { logGroupName: required(group) } as const;
const ofEither = { logGroupName: group, logGroupIdentifier: identifier } as const;
const tags: Shape = {
  '*keys': limited('text', { longest: 128, shortest: 1 }),
  '*': limited('text', { longest: 256 }),
};
const tagKeys = [limited('text', { longest: 128, shortest: 1 })] as const;
const resource = { resourceArn: required(limited('text', { longest: 1011, shortest: 1 })) } as const;
const period = { startTime: time, endTime: time, nextToken: 'text' } as const;

/** The types of what each action takes, and the limits of the API reference. */
export const LOGS_SHAPES: Shapes = {
  CreateLogGroup: { ...ofGroup, tags },
  DeleteLogGroup: ofGroup,
  DescribeLogGroups: {
    logGroupNamePrefix: group,
    logGroupNamePattern: limited('text', { pattern: '[\\.\\-_/#A-Za-z0-9]*', longest: 512 }),
    logGroupIdentifiers: [identifier],
    nextToken: 'text',
    limit: limit(50),
  },
  PutRetentionPolicy: { ...ofGroup, retentionInDays: required('number') },
  DeleteRetentionPolicy: ofGroup,
  CreateLogStream: { ...ofGroup, logStreamName: required(stream) },
  DeleteLogStream: { ...ofGroup, logStreamName: required(stream) },
  DescribeLogStreams: {
    ...ofEither,
    logStreamNamePrefix: stream,
    orderBy: limited('text', { choices: ['LogStreamName', 'LastEventTime'] }),
    descending: 'boolean',
    nextToken: 'text',
    limit: limit(50),
  },
  PutLogEvents: {
    ...ofGroup,
    logStreamName: required(stream),
    logEvents: required(limited([{ timestamp: 'number', message: 'text' }], { longest: 10_000, shortest: 1 })),
    sequenceToken: 'text',
  },
  GetLogEvents: {
    ...ofEither,
    logStreamName: required(stream),
    ...period,
    limit: limit(10_000),
    startFromHead: 'boolean',
  },
  FilterLogEvents: {
    ...ofEither,
    logStreamNames: limited([stream], { longest: 100, shortest: 1 }),
    logStreamNamePrefix: stream,
    ...period,
    filterPattern: limited('text', { longest: 1024 }),
    limit: limit(10_000),
  },
  PutResourcePolicy: { policyName: 'text', policyDocument: limited('text', { longest: 51_200, shortest: 1 }) },
  DeleteResourcePolicy: { policyName: 'text' },
  TagResource: { ...resource, tags: required(tags) },
  UntagResource: { ...resource, tagKeys: required(tagKeys) },
  ListTagsForResource: resource,
  TagLogGroup: { ...ofGroup, tags: required(tags) },
  UntagLogGroup: { ...ofGroup, tags: required(tagKeys) },
  ListTagsLogGroup: ofGroup,
};
