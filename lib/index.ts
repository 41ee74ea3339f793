export { CallbackWorkflow, type CallbackWorkflowProps } from './callback-workflow.ts';
export type { WorkflowContext } from './context.ts';
export { EcstWorkflow, type EcstWorkflowProps } from './ecst-workflow.ts';
export { handler } from './handler.ts';
export { PenstockStack, type WorkflowClass } from './penstock-stack.ts';
export { type Settings, settingsFrom } from './settings.ts';
export { busEvents, partnerEvents } from './sources/bus-events.ts';
export { tableChanges } from './sources/table-changes.ts';
export { viewTable } from './tables.ts';
