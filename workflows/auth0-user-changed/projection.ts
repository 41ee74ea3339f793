import type { Auth0User } from '../../functions/clients/auth0.ts';

/** A row of the company's own user view: who somebody is, and whether they may come in. */
export interface UserRow {
  readonly email?: string;
  readonly emailVerified: boolean;
  readonly name?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly blocked: boolean;
}

export function toUserRow(user: Auth0User): UserRow {
  return {
    ...(user.email && { email: user.email.toLowerCase() }),
    emailVerified: user.email_verified ?? false,
    ...(user.name && { name: user.name }),
    ...(user.given_name && { givenName: user.given_name }),
    ...(user.family_name && { familyName: user.family_name }),
    blocked: user.blocked ?? false,
  };
}
