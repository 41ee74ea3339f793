import { type RestService, route } from './route.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_Operations.html */
export const pipesRoutes: RestService = {
  service: 'pipes',
  routes: [
    'POST /v1/pipes/{Name} CreatePipe 200',
    'GET /v1/pipes/{Name} DescribePipe 200',
    'PUT /v1/pipes/{Name} UpdatePipe 200',
    'DELETE /v1/pipes/{Name} DeletePipe 200',
    'POST /v1/pipes/{Name}/start StartPipe 200',
    'POST /v1/pipes/{Name}/stop StopPipe 200',
    'GET /v1/pipes ListPipes 200 NamePrefix DesiredState CurrentState SourcePrefix TargetPrefix NextToken Limit#',
    'GET /tags/{resourceArn} ListTagsForResource 200',
    'POST /tags/{resourceArn} TagResource 200',
    'DELETE /tags/{resourceArn} UntagResource 200 tagKeys[]',
  ].map(route),
};
