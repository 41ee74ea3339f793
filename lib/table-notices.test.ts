import { Match, Template } from 'aws-cdk-lib/assertions';
import { ShortlistChanged } from '../functions/events/shortlist-changed.ts';
import { TableNotices } from './table-notices.ts';
import { stackOf } from './test-support/stack.ts';

const stack = stackOf([]);
const notices = (id: string) =>
  new TableNotices(stack, id, {
    name: `${id}-notices`,
    table: stack.tables.shortlists,
    bus: stack.systemBus,
    event: ShortlistChanged,
    key: 'shortlistId',
  });
notices('shortlist');
const template = Template.fromStack(stack);

test('each change becomes an event with the key alone, and is not tried for ever', () => {
  template.hasResourceProperties('AWS::Pipes::Pipe', {
    Name: 'Test-shortlist-notices',
    SourceParameters: {
      DynamoDBStreamParameters: Match.objectLike({ MaximumRecordAgeInSeconds: 120, MaximumRetryAttempts: 10 }),
    },
    TargetParameters: {
      EventBridgeEventBusParameters: { Source: 'penstock.shortlists', DetailType: 'ShortlistChanged' },
      InputTemplate: '{"contractVersion":1,"shortlistId":<$.dynamodb.Keys.shortlistId.S>}',
    },
  });
});

test('it may read that stream and write to that bus, and nothing else', () => {
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Action: Match.arrayWith(['dynamodb:GetRecords']) }),
        Match.objectLike({
          Action: 'events:PutEvents',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('SystemBus'), 'Arn'] },
        }),
        Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
      ],
    },
  });
});

test('it counts as a reader of the stream', () => {
  notices('second');
  expect(() => notices('third')).toThrow(/third-notices would be reader 3/);
});
