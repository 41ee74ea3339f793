import { NAME } from './constraints.ts';
import { limited, required, type Shape } from './input-shape.ts';

/** Members that several actions share, with the limits of the API reference. */

const text = (shortest: number, longest: number, pattern?: string): Shape =>
  limited('text', { ...(pattern && { pattern }), longest, shortest });

const EVENT_BUS = '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+';
const PARTNER_SOURCE = 'aws\\.partner(/[\\.\\-_A-Za-z0-9]+){2,}';
const CONNECTION =
  '^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:connection\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+$';
const HEADER_NAME = "^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$";
const HEADER_VALUE = '^[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*$';
const QUERY_NAME = '[^\\x00-\\x1F\\x7F]+';
const QUERY_VALUE = '[^\\x00-\\x09\\x0B\\x0C\\x0E-\\x1F\\x7F]+';

export const name = text(1, 64, NAME);
export const archiveName = text(1, 48, NAME);
export const busName = text(1, 256, '[/\\.\\-_A-Za-z0-9]+');
export const busOrArn = text(1, 1600, EVENT_BUS);
export const partnerSource = text(1, 256, PARTNER_SOURCE);
export const arn = text(1, 1600);
export const connectionArn = text(1, 1600, CONNECTION);
export const endpoint = text(1, 2048);
export const description = limited('text', { longest: 512 });
export const eventPattern = limited('text', { longest: 4096 });
export const kmsKey = limited('text', { pattern: '^[a-zA-Z0-9_\\-/:]*$', longest: 2048 });
export const deadLetters = { Arn: arn } as const;
export const pages = { NextToken: text(1, 2048), Limit: limited('number', { most: 100, least: 1 }) } as const;
export const tagKey = text(1, 128);
export const tags: Shape = [{ Key: required(tagKey), Value: required(limited('text', { longest: 256 })) }];
export const oneOf = (...choices: string[]): Shape => limited('text', { choices });

/** One target of PutTargets. */
export const target = {
  Id: required(name),
  Arn: required(arn),
  RoleArn: arn,
  Input: limited('text', { longest: 8192 }),
  InputPath: limited('text', { longest: 256 }),
  InputTransformer: {
    InputPathsMap: limited(
      { '*keys': text(1, 256, '[A-Za-z0-9\\_\\-]+'), '*': limited('text', { longest: 256 }) },
      { longest: 100 },
    ),
    InputTemplate: required(text(1, 8192)),
  },
  SqsParameters: { MessageGroupId: limited('text', { longest: 100 }) },
  HttpParameters: {
    PathParameterValues: [limited('text', { pattern: '^(?!\\s*$).+' })],
    HeaderParameters: {
      '*keys': limited('text', { pattern: HEADER_NAME, longest: 512 }),
      '*': limited('text', { pattern: HEADER_VALUE, longest: 512 }),
    },
    QueryStringParameters: {
      '*keys': limited('text', { pattern: QUERY_NAME, longest: 512 }),
      '*': limited('text', { pattern: QUERY_VALUE, longest: 512 }),
    },
  },
  DeadLetterConfig: deadLetters,
  RetryPolicy: {
    MaximumRetryAttempts: limited('number', { most: 185, least: 0 }),
    MaximumEventAgeInSeconds: limited('number', { most: 86_400, least: 60 }),
  },
} as const;

const CREDENTIAL = text(1, 512, '^[ \\t]*[^\\x00-\\x1F:\\x7F]+([ \\t]+[^\\x00-\\x1F:\\x7F]+)*[ \\t]*$');

const httpParameter = (key: string | undefined, value: string | undefined): Shape =>
  limited(
    [
      {
        Key: key === undefined ? 'text' : limited('text', { pattern: key, longest: 512 }),
        Value: value === undefined ? 'text' : limited('text', { pattern: value, longest: 512 }),
        IsValueSecret: 'boolean',
      },
    ],
    { longest: 100 },
  );

const http = {
  HeaderParameters: httpParameter(HEADER_NAME, HEADER_VALUE),
  QueryStringParameters: httpParameter(QUERY_NAME, QUERY_VALUE),
  BodyParameters: httpParameter(undefined, undefined),
} as const;

/** The parameters of a connection's authorization: for a new one, whatever belongs to a kind must be given. */
export function authorization(must: (shape: Shape) => Shape): Shape {
  return {
    BasicAuthParameters: { Username: must(CREDENTIAL), Password: must(CREDENTIAL) },
    ApiKeyAuthParameters: { ApiKeyName: must(CREDENTIAL), ApiKeyValue: must(CREDENTIAL) },
    OAuthParameters: {
      ClientParameters: must({ ClientID: must(CREDENTIAL), ClientSecret: must(CREDENTIAL) }),
      AuthorizationEndpoint: must(endpoint),
      HttpMethod: must(oneOf('GET', 'POST', 'PUT')),
      OAuthHttpParameters: http,
    },
    InvocationHttpParameters: http,
  };
}
