import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** `InventoryToAlgolia` → `inventory-to-algolia` */
export function kebab(text: string): string {
  return text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/**
 * Physical names, so that the console, the operators' tools and the alarms speak of a workflow by its name:
 * `Penstock-inventory-to-algolia-dead-letters`.
 */
export function physicalName(scope: Construct, ...parts: readonly string[]): string {
  return [Stack.of(scope).stackName, ...parts].join('-');
}
