import type * as z from 'zod';

/** What a contract refuses, as text: paths and rules, never the refused values, for a reason is logged and shown, a payload is not. */
export function issues(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || '(root)'}: ${message}`).join('; ');
}
