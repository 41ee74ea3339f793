import { validation } from '../errors.ts';

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** HTTPS, as on AWS, or a stand-in on this machine. */
export function checkEndpoint(parameter: string, endpoint: string | undefined): void {
  if (endpoint === undefined) return;
  const url = URL.parse(endpoint);
  const local = url?.protocol === 'http:' && LOOPBACK.test(url.hostname);
  if (url?.protocol === 'https:' || local) return;
  throw validation(`Parameter ${parameter} is not valid. Reason: Endpoint '${endpoint}' is not valid.`);
}
