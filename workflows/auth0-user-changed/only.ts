import { EventField, type EventPattern, Match, RuleTargetInput } from 'aws-cdk-lib/aws-events';

/** Events of a user's coming, changing and going, in the form of event streams; those sent by hand from the dashboard are left out. */
export const userChangedPattern: EventPattern = {
  source: Match.prefix('aws.partner/auth0.com/'),
  detail: {
    type: ['user.created', 'user.updated', 'user.deleted'],
    a0purpose: [{ exists: false }],
  },
};

/**
 * All that the workflow takes of an event. The profile stays outside: no personal data in the queue, in histories or in dead
 * letters, and an event of any size fits.
 */
export const onlyTheNotification = RuleTargetInput.fromObject({
  id: EventField.eventId,
  detail: {
    type: EventField.fromPath('$.detail.type'),
    userId: EventField.fromPath('$.detail.data.object.user_id'),
    updatedAt: EventField.fromPath('$.detail.data.object.updated_at'),
    time: EventField.fromPath('$.detail.time'),
  },
});
