/** `putItem` → `PutItem` */
export const actionName = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
/** `ExecutionArn` → `executionArn` */
export const memberName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
