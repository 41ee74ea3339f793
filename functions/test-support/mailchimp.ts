import { createHash } from 'node:crypto';
import type { Answer, Received } from './http-stand-in.ts';

/** As much of Mailchimp as the client uses: one list, whose members by hash have a status. */
export class MailchimpStandIn {
  readonly members = new Map<string, { email: string; status: string; merge?: unknown }>();
  readonly forgotten = new Set<string>();

  answer = ({ method, path, body }: Received): Answer => {
    const hash = path.split('/members/')[1] ?? '';
    const member = this.members.get(hash);
    if (method === 'POST') return this.#add(body as { email_address: string; status: string });
    if (method === 'GET') return member ? { body: { id: hash, status: member.status } } : missing;
    if (method === 'PUT') return this.#set(hash, body as { email_address: string; status: string });
    if (!member) return missing;
    if (member.status === 'archived') return problem(405, 'Method Not Allowed');
    member.status = 'archived';
    return { status: 204 };
  };

  status(email: string): string | undefined {
    return this.members.get(hashOf(email))?.status;
  }

  #add({ email_address: email, status, ...rest }: { email_address: string; status: string }): Answer {
    if (this.forgotten.has(email)) return problem(400, 'Forgotten Email Not Subscribed');
    if (/invalid/.test(email)) return problem(400, 'Invalid Resource');
    const known = this.members.get(hashOf(email));
    if (known?.status === 'cleaned') return problem(400, 'Member In Compliance State');
    if (known) return problem(400, 'Member Exists');
    this.members.set(hashOf(email), { email, status, ...rest });
    return { body: { id: hashOf(email), status } };
  }

  #set(hash: string, { email_address: email, status }: { email_address: string; status: string }): Answer {
    this.members.set(hash, { email, status });
    return { body: { id: hash, status } };
  }
}

export function hashOf(email: string): string {
  return createHash('md5').update(email).digest('hex');
}

export function problem(status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { status, title, detail: `${title}.` },
  };
}

const missing = problem(404, 'Resource Not Found');
