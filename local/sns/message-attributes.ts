import { AwsError } from '../errors.ts';
import type { MessageAttributes } from '../sqs/digests.ts';

const refusal = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

/** @throws AwsError for an attribute without a value, or of a type that SNS does not know */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const type = attribute?.DataType ?? '';
    const kind = /^(String|Number|Binary)(\..+)?$/.exec(type)?.[1];
    if (!kind)
      throw refusal(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    const value = kind === 'Binary' ? attribute.BinaryValue : attribute.StringValue;
    if (!value)
      throw refusal(
        `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
      );
    if (kind === 'Number' && Number.isNaN(Number(value)))
      throw refusal(`Could not cast message attribute '${name}' value to number.`);
  }
}
