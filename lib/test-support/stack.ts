import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PenstockStack, type WorkflowClass } from '../penstock-stack.ts';
import { settingsFrom } from '../settings.ts';

/** Without bundling and without AWS's own validation (5 s): the constructs alone. cdk-nag runs, and fails the synthesis. */
export function stackOf(
  workflows: readonly WorkflowClass[],
  settings: Readonly<Record<string, string>> = {},
): PenstockStack {
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  return new PenstockStack(
    app,
    'Test',
    settingsFrom((name) => settings[name], {}),
    workflows,
  );
}

export function templateOf(workflows: readonly WorkflowClass[], settings?: Readonly<Record<string, string>>): Template {
  return Template.fromStack(stackOf(workflows, settings));
}
