import type { MessageAttributes } from '../sqs/digests.ts';

/** A published message, apart from its text, which may differ by protocol. Times are milliseconds. */
export interface SnsMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly attributes: MessageAttributes;
  readonly time: number;
  readonly fifo?: { readonly group: string; readonly dedupId: string };
}

/**
 * What a queue gets without raw delivery. There is no key of Amazon's to sign with, so `Signature` is empty: a consumer
 * that verifies it rejects the message, rather than being told a lie.
 */
export function notification(message: SnsMessage, body: string, subscriptionArn: string, region: string) {
  const attributes = Object.entries(message.attributes).map(([name, attribute]) => [name, shown(attribute)]);
  return {
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: message.topicArn,
    ...(message.subject !== undefined && { Subject: message.subject }),
    Message: body,
    Timestamp: new Date(message.time).toISOString(),
    SignatureVersion: '1',
    Signature: '',
    SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService.pem`,
    UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) as object }),
  };
}

/** The event that a function gets. */
export function lambdaEvent(message: SnsMessage, body: string, subscriptionArn: string, region: string) {
  const { SigningCertURL, UnsubscribeURL, ...rest } = notification(message, body, subscriptionArn, region);
  const Sns = {
    Subject: null,
    MessageAttributes: {},
    ...rest,
    SigningCertUrl: SigningCertURL,
    UnsubscribeUrl: UnsubscribeURL,
  };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscriptionArn, Sns }] };
}

const shown = (attribute: MessageAttributes[string]) => ({
  Type: attribute.DataType,
  Value: attribute.BinaryValue ?? attribute.StringValue ?? '',
});
