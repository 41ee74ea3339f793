// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of Fn::Sub
const at = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });
export const document = { Version: '2012-10-17', Statement: [] };
export const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } };

/** One of each type. */
export const Resources = {
  Activity: { Type: 'AWS::StepFunctions::Activity' },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { AlarmName: 'a', EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' },
  },
  Alias: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Function' }, FunctionVersion: at('Version', 'Version'), Name: 'live' },
  },
  ApiDestination: {
    Type: 'AWS::Events::ApiDestination',
    Properties: { ConnectionArn: at('Connection'), HttpMethod: 'POST', InvocationEndpoint: 'https://x' },
  },
  Archive: { Type: 'AWS::Events::Archive', Properties: { SourceArn: at('Bus'), EventPattern: { source: ['a'] } } },
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
      NotificationConfiguration: { EventBridgeConfiguration: {} },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      Tags: [{ Key: 'k', Value: 'v' }],
    },
  },
  BucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document },
  },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
  BusPolicy: {
    Type: 'AWS::Events::EventBusPolicy',
    Properties: { EventBusName: { Ref: 'Bus' }, StatementId: 's', Statement: { Effect: 'Allow' } },
  },
  Composite: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: { 'Fn::Sub': 'ALARM(${Alarm})' } } },
  Connection: { Type: 'AWS::Events::Connection', Properties: { AuthorizationType: 'API_KEY', AuthParameters: {} } },
  Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{}' } },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: 'exports.handler = async () => 1' },
      Role: at('Role'),
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
    },
  },
  GlobalTable: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: { AttributeDefinitions: [], KeySchema: [], Replicas: [{ Region: { Ref: 'AWS::Region' } }] },
  },
  Invoke: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
  },
  Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document } },
  KeyAlias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/k', TargetKeyId: { Ref: 'Key' } } },
  Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
  LogPolicy: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyName: 'p', PolicyDocument: '{}' } },
  LogStream: { Type: 'AWS::Logs::LogStream', Properties: { LogGroupName: { Ref: 'Log' } } },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      Definition: { StartAt: '${first}' },
      DefinitionSubstitutions: { first: 'Go' },
      RoleArn: at('Role'),
      LoggingConfiguration: { Level: 'ALL', Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: at('Log') } }] },
    },
  },
  MachineAlias: {
    Type: 'AWS::StepFunctions::StateMachineAlias',
    Properties: { RoutingConfiguration: [{ StateMachineVersionArn: { Ref: 'MachineVersion' }, Weight: 100 }] },
  },
  MachineVersion: {
    Type: 'AWS::StepFunctions::StateMachineVersion',
    Properties: { StateMachineArn: { Ref: 'Machine' } },
  },
  ManagedPolicy: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document, Roles: [{ Ref: 'Role' }] },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { FunctionName: { Ref: 'Function' }, EventSourceArn: at('Queue') },
  },
  Metadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'x' } },
  Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: at('Topic', 'TopicName') } },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: at('Function'), Principal: 'events.amazonaws.com' },
  },
  Pipe: {
    Type: 'AWS::Pipes::Pipe',
    Properties: { RoleArn: at('Role'), Source: at('Queue'), Target: { Ref: 'Machine' } },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'p', PolicyDocument: document, Roles: [{ Ref: 'Role' }] },
  },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
  QueuePolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: document, Queues: [{ Ref: 'Queue' }] } },
  Repository: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'images' } },
  Role: role,
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { source: ['a'] },
      Targets: [{ Id: 't', Arn: at('Queue') }],
    },
  },
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      GroupName: { Ref: 'ScheduleGroup' },
      StartDate: '2026-01-01T00:00:00Z',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: at('Queue'), RoleArn: at('Role') },
    },
  },
  ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'group' } },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
  SecretPolicy: {
    Type: 'AWS::SecretsManager::ResourcePolicy',
    Properties: { SecretId: { Ref: 'Secret' }, ResourcePolicy: document },
  },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: at('Queue'), FilterPolicy: { a: [1] } },
  },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: { KeySchema: [], AttributeDefinitions: [], StreamSpecification: { StreamViewType: 'KEYS_ONLY' } },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } },
  TopicPolicy: { Type: 'AWS::SNS::TopicPolicy', Properties: { PolicyDocument: document, Topics: [{ Ref: 'Topic' }] } },
  Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: at('Function') } },
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
};
