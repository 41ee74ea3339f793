import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine, tableAction } from '../engine.ts';
import {
  listContributorInsights as listMembers,
  describeContributorInsights as members,
  updateContributorInsights as updateMembers,
} from '../requests/table-shapes.ts';
import { notFound } from '../tables/registry.ts';
import type { Table } from '../tables/table.ts';
import { compareStrings } from '../values/compare.ts';

interface InsightsRequest {
  TableName: string;
  IndexName?: string;
  ContributorInsightsAction: 'ENABLE' | 'DISABLE';
  ContributorInsightsMode?: string;
}

const DEFAULT_MODE = 'ACCESSED_AND_THROTTLED_KEYS';

function existing({ registry }: Engine, { TableName: name, IndexName: index }: InsightsRequest): Table {
  if (index !== undefined && (index.length < 3 || index.length > 255))
    throw validation('IndexName must be at least 3 characters long and at most 255 characters long');
  const table = registry.existing(name);
  if (index !== undefined && !table.indexes.some(({ name }) => name === index))
    throw notFound(`Requested resource not found: Index: ${index} of table ${name} not found`);
  return table;
}

const named = ({ TableName, IndexName }: { TableName: string; IndexName?: string | undefined }) => ({
  TableName,
  ...(IndexName !== undefined && { IndexName }),
});

/**
 * The setting is kept and answered; no contributors are counted here.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html
 */
export const updateContributorInsights = (engine: Engine): Action =>
  tableAction<InsightsRequest>(updateMembers, (request) => {
    const { record } = existing(engine, request);
    if (record.description.TableStatus !== 'ACTIVE')
      throw validation(
        'Table or Index is not in a valid state to update Key Access Insights: ' +
          'TableStatus must be ACTIVE to enable ContributorInsights.',
      );
    const enabled = request.ContributorInsightsAction === 'ENABLE';
    const mode = request.ContributorInsightsMode ?? DEFAULT_MODE;
    const setting = { enabled, mode, at: engine.cloud.clock.now() / 1000 };
    record.contributorInsights = { ...record.contributorInsights, [request.IndexName ?? '']: setting };
    engine.registry.save(record);
    return {
      ...named(request),
      ContributorInsightsStatus: enabled ? 'ENABLING' : 'DISABLING',
      ...(enabled && { ContributorInsightsMode: mode }),
    };
  });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContributorInsights.html */
export const describeContributorInsights = (engine: Engine): Action =>
  tableAction<InsightsRequest>(members, (request) => {
    const setting = existing(engine, request).record.contributorInsights?.[request.IndexName ?? ''];
    if (!setting) return { ...named(request), ContributorInsightsStatus: 'DISABLED' };
    return {
      ...named(request),
      ContributorInsightsStatus: setting.enabled ? 'ENABLED' : 'DISABLED',
      LastUpdateDateTime: setting.at,
      ...(setting.enabled && { ContributorInsightsMode: setting.mode }),
    };
  });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListContributorInsights.html */
export const listContributorInsights = (engine: Engine): Action =>
  action<{ TableName?: string; NextToken?: string; MaxResults?: number }>(listMembers, (request) => {
    const { TableName: only, NextToken: after, MaxResults: most = 100 } = request;
    const tables = only === undefined ? engine.registry.all() : [engine.registry.existing(only)];
    const all = tables.flatMap(summariesOf);
    const rest = after === undefined ? all : all.filter((summary) => compareStrings(placeOf(summary), after) > 0);
    const page = rest.slice(0, most);
    const last = page.at(-1);
    return {
      ContributorInsightsSummaries: page,
      ...(last && page.length < rest.length && { NextToken: placeOf(last) }),
    };
  });

const summariesOf = ({ name, record }: Table) =>
  Object.entries(record.contributorInsights ?? {}).map(([index, { enabled, mode }]) => ({
    ...named({ TableName: name, IndexName: index || undefined }),
    ContributorInsightsStatus: enabled ? 'ENABLED' : 'DISABLED',
    ...(enabled && { ContributorInsightsMode: mode }),
  }));

const placeOf = (summary: { TableName: string; IndexName?: string }) =>
  `${summary.TableName}/${summary.IndexName ?? ''}`;
