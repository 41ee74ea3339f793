import { type EventPattern, Match } from 'aws-cdk-lib/aws-events';

/**
 * Log entries that have nothing to do with a user's coming and going; failures begin with `f`.
 *
 * @see https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
 */
const OTHER_LOG_TYPES = [
  ...['f*', 'w', 'i', 'pla', 'depnote', 'limit_*', 'api_limit*', 'pwd_leak', 'ublkdu', 'cls', 'cs'],
  ...[
    's',
    'slo',
    'si',
    'sd',
    'se*',
    'scp',
    'scpn',
    'scpr',
    'sce',
    'scu',
    'scv',
    'scoa',
    'srrt',
    'sscim',
    'sui',
    'sv',
    'svr',
  ],
  ...['mgmt_api_read', 'organization_*', 'gd_*', 'mfar', 'ciba_*', 'actions_*', 'appi', 'kms_*', 'resource_cleanup'],
];

/** Event streams of other things, and of what another workflow listens to. */
const OTHER_EVENT_TYPES = ['user.updated', 'organization.*', 'group.*'];

/**
 * What reaches the workflow: users' coming and going in both forms; and, so that it is parked and seen instead of lost, every type
 * that nobody here knows, and what has no type at all.
 */
export const auth0UserPattern: EventPattern = {
  source: Match.prefix('aws.partner/auth0.com/'),
  detail: {
    $or: [
      { type: [{ 'anything-but': { wildcard: OTHER_EVENT_TYPES } }] },
      { data: { type: [{ 'anything-but': { wildcard: OTHER_LOG_TYPES } }] } },
      { type: [{ exists: false }], data: { type: [{ exists: false }] } },
    ],
  },
};
