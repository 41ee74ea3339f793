import type { Workflow } from '../workflows.ts';

/** A workflow `w` of a stack `S`, for tests. */
export function workflowOf(more: Partial<Workflow> & Pick<Workflow, 'style'>): Workflow {
  return {
    name: 'w',
    stack: 'S',
    source: more.style === 'batch' ? { table: 't' } : { buses: ['one', 'two'] },
    target: '',
    personal: [],
    machineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:S-w',
    logGroup: 'g',
    pipe: 'S-w',
    writeFunction: 'S-w-write',
    ...(more.style === 'event' && { queue: 'S-w-events' }),
    deadLetterQueues: [],
    auditLogGroup: 'audit',
    ...more,
  };
}
