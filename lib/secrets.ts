import { SecretValue } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { physicalName } from './naming.ts';

/**
 * A vendor's key: an existing secret by its name, or a new one with a placeholder that somebody replaces after the first
 * deployment (no later one overwrites it). The functions get its ARN, and read it once per container.
 */
export function vendorKey(scope: Construct, id: string, existing: string | undefined): ISecret {
  if (existing) return Secret.fromSecretNameV2(scope, id, existing);
  const secret = new Secret(scope, id, {
    secretName: physicalName(scope, id),
    description: 'Put the key here by hand: a deployment never overwrites it',
    secretStringValue: SecretValue.unsafePlainText('replace-me'),
  });
  acknowledge(secret, { 'AwsSolutions-SMG4': "The key is the vendor's: only the vendor's console can rotate it." });
  return secret;
}
