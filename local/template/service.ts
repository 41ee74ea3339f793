import type { Cloud, Service } from '../cloud.ts';
import { changeSetActions } from './actions/change-sets.ts';
import { stackActions } from './actions/stacks.ts';
import { viewActions } from './actions/views.ts';
import { invalid } from './invalid.ts';
import { type Shapes, shaped } from './shaped.ts';
import { stacksOf } from './stacks.ts';

/**
 * AWS CloudFormation, over the same stacks that `deployAssembly` makes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
 */
export function createCloudFormationService(cloud: Cloud): Service {
  const stacks = stacksOf(cloud);
  return {
    name: 'cloudformation',
    actions: shaped(
      { ...stackActions(cloud, stacks), ...changeSetActions(cloud, stacks), ...viewActions(cloud, stacks) },
      SHAPES,
    ),
    start: () => stacks.resume(),
    async stop() {
      stacks.stop();
      await stacks.idle();
    },
  };
}

const SHAPES: Shapes = {
  objects: ['Parameters', 'Tags'],
  texts: ['Capabilities', 'NotificationARNs', 'StackStatusFilter'],
  text: [
    'ChangeSetName',
    'ChangeSetType',
    'ExportName',
    'LogicalResourceId',
    'StackName',
    'TemplateBody',
    'TemplateURL',
  ],
  refuse: invalid,
};
