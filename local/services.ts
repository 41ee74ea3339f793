import type { Cloud, Service } from './cloud.ts';
import { createCloudWatchService } from './cloudwatch/service.ts';
import { createDynamoDbService, createDynamoDbStreamsService, type DynamoDbOptions } from './dynamodb/service.ts';
import { createEventsService } from './events/service.ts';
import { createIamService } from './iam/service.ts';
import { createLambdaService, type LambdaOptions } from './lambda/service.ts';
import { createLogsService } from './logs/service.ts';
import { createPipesService, type PipesOptions } from './pipes/service.ts';
import { createS3Service } from './s3/service.ts';
import { createSchedulerService } from './scheduler/service.ts';
import { createSecretsManagerService } from './secrets/service.ts';
import { createSnsService } from './sns/service.ts';
import { createSqsService } from './sqs/service.ts';
import { createSsmService } from './ssm/service.ts';
import { createStatesService } from './states/service.ts';
import { createStsService } from './sts/service.ts';
import { createCloudFormationService } from './template/service.ts';

export interface ServiceOptions {
  readonly dynamodb?: DynamoDbOptions;
  readonly lambda?: LambdaOptions;
  readonly pipes?: PipesOptions;
}

/**
 * Every service of the runtime. The order is that of starting, which is the reverse of stopping: what is called comes before
 * what calls, so that a pipe that resumes finds its machine, and the machine its function.
 */
export function createServices(cloud: Cloud, options: ServiceOptions = {}): Service[] {
  return [
    createLogsService(cloud),
    createCloudWatchService(cloud),
    createIamService(cloud),
    createStsService(cloud),
    createSsmService(cloud),
    createSecretsManagerService(cloud),
    // A new table is active at once: to wait as on AWS would only slow a deployment down.
    createDynamoDbService(cloud, { tableDelayMs: 0, ...options.dynamodb }),
    createDynamoDbStreamsService(cloud),
    createS3Service(cloud),
    createSqsService(cloud),
    createSnsService(cloud),
    createLambdaService(cloud, options.lambda),
    createStatesService(cloud),
    createEventsService(cloud),
    createSchedulerService(cloud),
    createPipesService(cloud, options.pipes),
    createCloudFormationService(cloud),
  ];
}
