import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { GatewayChanges } from './construct.ts';

const stack = new Stack(new App({ analyticsReporting: false }), 'Test');
const bus = new EventBus(stack, 'Bus');

test('the queue takes the events that the sources’ topics name, and keeps them for a minute', () => {
  new GatewayChanges(stack, 'Changes', { bus });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: Match.arrayWith(['penstock.providers', 'penstock.shortlists']),
      'detail-type': Match.arrayWith(['ProviderChanged', 'ShortlistChanged']),
    },
  });
  template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 60 });
});

test('without a topic there is nothing to follow', () => {
  expect(() => new GatewayChanges(stack, 'None', { bus, sources: [] })).toThrow(/no source declares a topic/);
});
