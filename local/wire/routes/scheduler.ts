import { type RestService, route } from './route.ts';

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html */
export const schedulerRoutes: RestService = {
  service: 'scheduler',
  routes: [
    'POST /schedules/{Name} CreateSchedule 200',
    'GET /schedules/{Name} GetSchedule 200 groupName=GroupName',
    'PUT /schedules/{Name} UpdateSchedule 200',
    'DELETE /schedules/{Name} DeleteSchedule 200 groupName=GroupName clientToken=ClientToken',
    'GET /schedules ListSchedules 200 ScheduleGroup=GroupName NamePrefix State NextToken MaxResults#',
    'POST /schedule-groups/{Name} CreateScheduleGroup 200',
    'GET /schedule-groups/{Name} GetScheduleGroup 200',
    'DELETE /schedule-groups/{Name} DeleteScheduleGroup 200 clientToken=ClientToken',
    'GET /schedule-groups ListScheduleGroups 200 NamePrefix NextToken MaxResults#',
    'GET /tags/{ResourceArn} ListTagsForResource 200',
    'POST /tags/{ResourceArn} TagResource 200',
    'DELETE /tags/{ResourceArn} UntagResource 200 TagKeys[]',
  ].map(route),
};
