/**
 * Names of fields that are masked on top of those that the contracts mark: a message that broke its contract may carry anything, and
 * these are personal in every system that this project integrates (Auth0's and Mailchimp's names for them).
 */
export const ALWAYS_MASKED: readonly string[] = [
  'email',
  'email_address',
  'given_name',
  'family_name',
  'first_name',
  'last_name',
  'full_name',
  'nickname',
  'phone',
  'phone_number',
  'picture',
  'user_name',
  'username',
  'ip',
  'ip_address',
  'ip_opt',
  'ip_signup',
  'FNAME',
  'LNAME',
];
