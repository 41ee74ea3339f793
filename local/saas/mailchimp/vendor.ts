import { uuid } from '../../clock.ts';
import type { Cloud } from '../../cloud.ts';
import { matchRoute, type SaasRequest } from '../http.ts';
import type { MailchimpOptions } from '../options.ts';
import type { Vendor } from '../vendor.ts';
import { MailchimpError } from './errors.ts';
import { hashOf, Members } from './members.ts';
import { routes } from './routes.ts';

/** The key of a request: the password of Basic, or the Bearer token. */
function keyOf({ headers }: SaasRequest): string | undefined {
  const [scheme, value] = (headers.authorization ?? '').split(' ');
  if (scheme === 'Bearer') return value;
  if (scheme !== 'Basic' || value === undefined) return undefined;
  return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
}

/** The Mailchimp Marketing API 3.0: see README.md. */
export function createMailchimp(cloud: Cloud, options: MailchimpOptions): Vendor {
  const members = new Members(cloud);
  const instance = () => uuid(cloud.clock);
  const table = routes(members, options, instance);
  const refuse = (status: number, title: string, detail: string) =>
    new MailchimpError(status, title, detail).response(instance());
  const tooMany = () =>
    refuse(
      429,
      'Too Many Requests',
      `You have exceeded the limit of ${options.maxConnections} simultaneous connections.`,
    );
  return {
    name: 'mailchimp',
    owns: (path) => path[0] === '3.0',
    match: (call) => matchRoute(table, call.method, call.path),
    admit: (call, inFlight) => {
      const key = keyOf(call.request);
      if (key === undefined) return refuse(401, 'API Key Missing', 'Your request did not include an API key.');
      if (key !== options.apiKey)
        return refuse(
          401,
          'API Key Invalid',
          "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
        );
      return inFlight > options.maxConnections ? tooMany() : undefined;
    },
    unknown: () => refuse(404, 'Resource Not Found', 'The requested resource could not be found.'),
    failure: (status) =>
      status === 429
        ? tooMany()
        : refuse(status, 'Internal Server Error', 'An unexpected internal error has occurred.'),
    state: (query) => {
      const list = query.get('list') ?? options.lists[0]?.id ?? '';
      return { list, members: members.all(list), forgotten: members.forgottenHashes(list) };
    },
    controls: {
      // what the contact does by itself: leaves, bounces, signs up by a form
      setStatus: ({ list = options.lists[0]?.id, email, status }) => {
        const held = members.get(String(list), hashOf(String(email))) ?? members.fresh(String(list), String(email), '');
        members.put({ ...held, status: String(status), last_changed: members.now });
      },
    },
  };
}
