import { AwsError } from '../../errors.ts';
import { Store } from '../../store.ts';
import { World } from '../test-support/world.ts';

/** What a task makes of a refusal of the service behind it. */
async function refused(service: string, action: string, resource: string, given: object, error: AwsError) {
  const refusing = () => {
    throw error;
  };
  const world = new World(new Store(), undefined, [{ name: service as never, actions: { [action]: refusing } }]);
  const state = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: given, End: true };
  return world.run({ StartAt: 'S', States: { S: state } });
}

const message = { QueueUrl: 'http://q', MessageBody: 'x' };

test.each([
  [
    new AwsError('QueueDoesNotExist', 'Gone.', {
      fields: { queryErrorCode: 'AWS.SimpleQueueService.NonExistentQueue;Sender' },
    }),
    'SQS.QueueDoesNotExistException',
    'AWS.SimpleQueueService.NonExistentQueue',
  ],
  [
    new AwsError('MissingRequiredParameterException', 'No body.', {
      fields: { queryErrorCode: 'MissingParameter;Sender' },
    }),
    'SQS.AmazonSQSException',
    'MissingParameter',
  ],
  [new AwsError('InvalidMessageContents', 'Bad.'), 'SQS.InvalidMessageContentsException', 'InvalidMessageContents'],
])('what SQS refuses: %s', async (error, name, code) => {
  const run = await refused('sqs', 'SendMessage', 'sqs:sendMessage', message, error);
  expect(run).toMatchObject({ error: name, cause: expect.stringContaining(`; Error Code: ${code}; Request ID: `) });
});

test('the codes of SNS lack the word Exception', async () => {
  const error = new AwsError('NotFoundException', 'Topic does not exist', { status: 404 });
  const run = await refused('sns', 'Publish', 'sns:publish', { TopicArn: 'arn:t', Message: 'x' }, error);
  expect(run).toMatchObject({
    error: 'SNS.NotFoundException',
    cause: expect.stringMatching(
      /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; /,
    ),
  });
});

test('a refusal without a message has the cause that the SDK prints', async () => {
  const error = new AwsError('ParameterNotFound', '');
  const run = await refused('ssm', 'GetParameter', 'aws-sdk:ssm:getParameter', { Name: 'n' }, error);
  expect(run).toMatchObject({
    error: 'Ssm.ParameterNotFoundException',
    cause: expect.stringMatching(/^null \(Service: Ssm, Status Code: 400, Request ID: /),
  });
});
