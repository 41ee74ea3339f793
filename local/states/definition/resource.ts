/** What a Task's `Resource` names. */
export type Resource =
  | { kind: 'lambda'; arn: string }
  | { kind: 'activity'; arn: string }
  | {
      kind: 'service';
      service: string;
      action: string;
      pattern: '' | 'sync' | 'sync:2' | 'waitForTaskToken';
      sdk: boolean;
    };

const SERVICE =
  /^arn:[a-z-]+:states:[^:]*:[^:]*:(?:(aws-sdk):)?([a-z0-9-]+):([A-Za-z0-9]+)(?:\.(sync:2|sync|waitForTaskToken))?$/;
const LAMBDA = /^arn:[a-z-]+:lambda:[^:]*:[^:]*:function:[A-Za-z0-9-_.$]+(?::[A-Za-z0-9-_$.]+)?$/;
const ACTIVITY = /^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:activity:.+$/;

/** Reads a Resource ARN; undefined if it is none. */
export function parseResource(text: string): Resource | undefined {
  if (LAMBDA.test(text)) return { kind: 'lambda', arn: text };
  if (ACTIVITY.test(text)) return { kind: 'activity', arn: text };
  const found = SERVICE.exec(text);
  if (!found) return undefined;
  const [, sdk, service = '', action = '', pattern = ''] = found;
  return { kind: 'service', service, action, pattern: pattern as '' | 'sync', sdk: sdk !== undefined };
}

/** The optimised integrations of AWS: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
export const OPTIMISED: Readonly<Record<string, readonly string[]>> = {
  apigateway: ['invoke'],
  athena: ['startQueryExecution', 'stopQueryExecution', 'getQueryExecution', 'getQueryResults'],
  batch: ['submitJob'],
  bedrock: ['invokeModel', 'createModelCustomizationJob', 'invokeAgent'],
  codebuild: [
    'startBuild',
    'stopBuild',
    'batchDeleteBuilds',
    'batchGetReports',
    'startBuildBatch',
    'stopBuildBatch',
    'retryBuildBatch',
    'deleteBuildBatch',
  ],
  databrew: ['startJobRun'],
  dynamodb: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
  ecs: ['runTask'],
  eks: [
    'call',
    'runJob',
    'createCluster',
    'deleteCluster',
    'createFargateProfile',
    'deleteFargateProfile',
    'createNodegroup',
    'deleteNodegroup',
  ],
  elasticmapreduce: [
    'createCluster',
    'setClusterTerminationProtection',
    'terminateCluster',
    'addStep',
    'cancelStep',
    'modifyInstanceFleetByName',
    'modifyInstanceGroupByName',
  ],
  'emr-containers': ['createVirtualCluster', 'deleteVirtualCluster', 'startJobRun'],
  'emr-serverless': [
    'createApplication',
    'startApplication',
    'stopApplication',
    'deleteApplication',
    'startJobRun',
    'cancelJobRun',
  ],
  events: ['putEvents'],
  glue: ['startJobRun'],
  http: ['invoke'],
  lambda: ['invoke'],
  mediaconvert: ['createJob'],
  s3: ['getObject', 'listObjectsV2'],
  sagemaker: [
    'createEndpoint',
    'createEndpointConfig',
    'createHyperParameterTuningJob',
    'createLabelingJob',
    'createModel',
    'createProcessingJob',
    'createTrainingJob',
    'createTransformJob',
    'updateEndpoint',
  ],
  sns: ['publish'],
  sqs: ['sendMessage'],
  states: ['startExecution'],
};

const NO_SYNC = new Set(['apigateway', 'dynamodb', 'events', 'lambda', 'sns', 'sqs']);
const NO_TOKEN = new Set([
  'athena',
  'batch',
  'codebuild',
  'databrew',
  'dynamodb',
  'elasticmapreduce',
  'emr-containers',
  'emr-serverless',
  'glue',
  'mediaconvert',
  'sagemaker',
]);

/** True if the integration has its pattern; what is certain to be refused, that is, since AWS decides by action. */
export function offers({ service, pattern, sdk }: Resource & { kind: 'service' }): boolean {
  if (pattern === 'sync:2') return !sdk && service === 'states';
  if (pattern === 'sync') return !sdk && !NO_SYNC.has(service);
  return pattern === '' || sdk || !NO_TOKEN.has(service);
}
