import * as z from 'zod';

const text = z.string().trim().min(1);
const endpoint = z.url({ protocol: /^https?$/ });
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/**
 * All settings of the app, by their name in the CDK context (`-c algoliaIndex=inventory`). In the environment they have the same name in
 * capitals: `ALGOLIA_INDEX`. The defaults suit the local runtime.
 */
const settings = z.object({
  account: z
    .string()
    .regex(/^\d{12}$/, 'an AWS account has 12 digits')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region is like eu-west-1')
    .optional(),
  /** The partner event sources that Auth0 made, comma-separated: one per log stream or event stream that is set up there. */
  auth0EventSources: list
    .pipe(z.array(z.string().startsWith('aws.partner/auth0.com/', 'starts with aws.partner/auth0.com/')).min(1))
    .default(['aws.partner/auth0.com/penstock-local/auth0.logs']),
  algoliaAppId: text.default('LOCALAPP'),
  algoliaIndex: text.default('inventory'),
  /** Replaces Algolia's hosts, such as `http://127.0.0.1:4567`. */
  algoliaUrl: endpoint.optional(),
  /** The name of an existing secret with the admin key; without it, an empty one is made, to be filled by hand. */
  algoliaSecret: text.optional(),
  mailchimpListId: text.default('locallist'),
  mailchimpServer: z
    .string()
    .regex(/^[a-z]+\d+$/, 'a data centre is like us19')
    .default('us1'),
  /** Replaces Mailchimp's base URL, such as `http://127.0.0.1:4568/3.0`. */
  mailchimpUrl: endpoint.optional(),
  mailchimpSecret: text.optional(),
  /** Mailchimp refuses an account's eleventh simultaneous connection. */
  mailchimpConcurrency: z.coerce.number().int().min(1).max(10).default(8),
  /** The providers' API, and the comms service: base URLs. On AWS they must be given. */
  providersUrl: endpoint.default('http://127.0.0.1:4567/rest/providers'),
  providersSecret: text.optional(),
  commsUrl: endpoint.default('http://127.0.0.1:4567/rest/comms'),
  commsSecret: text.optional(),
  auth0Domain: text.default('penstock.eu.auth0.com'),
  auth0ClientId: text.default('local-client'),
  /** Replaces `https://<domain>`, such as `http://127.0.0.1:4567`. */
  auth0Url: endpoint.optional(),
  auth0Secret: text.optional(),
  /** Calls of the Management API a second: 2 on a free tenant, 16 in an enterprise's production. */
  auth0CallsPerSecond: z.coerce.number().min(1).max(100).default(8),
  /** The ARN of an SNS topic that hears of every alarm. */
  alarmTopic: z
    .string()
    .regex(/^arn:[^:]+:sns:/, 'the ARN of an SNS topic')
    .optional(),
  /**
   * Whether partner buses are archived too, for `penstock replay`. AWS does not say whether it allows that; if it refuses, the stack
   * cannot be deployed, so it is off until somebody has seen it work.
   */
  archivePartnerEvents: z.stringbool().default(false),
  /**
   * Whether a gateway's server runs somewhere, whose pages update by themselves: it follows a queue of changes (`GatewayChangesUrl`). The
   * Lambda function answers once and follows nothing, so that by default there is no such queue.
   */
  followChanges: z.stringbool().default(false),
  /** The identifier of the webapps' API at Auth0: the audience of their tokens. */
  apiAudience: text.default('https://gateway.penstock.local'),
  /** The pages that may call the gateway, comma-separated origins. */
  pageOrigins: list.pipe(z.array(z.url({ protocol: /^https?$/ }))).default([]),
  /** Where the articles are, and the key of Ghost's Content API (it is made to be public). */
  ghostUrl: endpoint.default('https://blog.example.com'),
  ghostContentKey: z
    .string()
    .regex(/^[0-9a-f]{26}$/, 'a Content API key has 26 hexadecimal digits')
    .default('22444f78447824223cefc48062'),
  /** Keeps the tables when the stack is deleted, and refuses to delete them. */
  retainData: z.stringbool().default(true),
});

export type Settings = z.infer<typeof settings>;

/** Reads the settings through `lookUp`, which answers for the CDK context; what is malformed is named, all of it at once. */
export function settingsFrom(
  lookUp: (name: string) => unknown,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(settings.shape)) {
    const value = lookUp(name) ?? environment[variable(name)];
    if (value !== undefined && value !== '') given[name] = typeof value === 'string' ? value : String(value);
  }
  given.account ??= environment.CDK_DEFAULT_ACCOUNT;
  given.region ??= environment.CDK_DEFAULT_REGION;
  const checked = settings.safeParse(given);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return `  -c ${name}=… (or ${variable(name)}): ${message}`;
  });
  throw new Error(`The app's settings are malformed:\n${faults.join('\n')}`);
}

/** `algoliaIndex` → `ALGOLIA_INDEX`; account and region are too common a name to be taken from anybody's environment. */
function variable(name: string): string {
  const capitals = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return name === 'account' || name === 'region' ? `PENSTOCK_${capitals}` : capitals;
}
