import type { Action, Cloud, Service } from '../cloud.ts';
import { NotSupportedError } from '../errors.ts';
import { ApiDestinations } from './api-destinations.ts';
import { Archives } from './archives.ts';
import { putPermission, removePermission } from './bus-policy.ts';
import { Buses } from './buses.ts';
import { Connections } from './connections.ts';
import { Deliveries } from './deliveries.ts';
import { withShapes } from './input-shape.ts';
import { EVENTS_SHAPES } from './input-shapes.ts';
import { PartnerSources } from './partner-sources.ts';
import { Publisher } from './publisher.ts';
import { EventIntake } from './put-events.ts';
import { Replays } from './replays.ts';
import { RuleActions } from './rule-actions.ts';
import { Rules } from './rules.ts';
import { Schedules } from './schedules.ts';
import { SCHEMA } from './schema.ts';
import { Tagging } from './tags.ts';
import { TargetSenders } from './targets.ts';

/** Amazon EventBridge: buses, rules and their targets, archives, partner sources, connections and API destinations. */
export function createEventsService(cloud: Cloud): Service {
  cloud.store.define(SCHEMA);
  const partners = new PartnerSources(cloud);
  const buses = new Buses(cloud, partners);
  const rules = new Rules(cloud);
  const archives = new Archives(cloud, buses, rules);
  const connections = new Connections(cloud);
  const destinations = new ApiDestinations(cloud, connections);
  const senders = new TargetSenders(cloud, destinations);
  const deliveries = new Deliveries(cloud, rules, senders);
  const publisher = new Publisher(rules, deliveries, archives);
  const schedules = new Schedules(cloud, rules, publisher);
  const replays = new Replays(cloud, archives, buses, publisher);
  const intake = new EventIntake(cloud, buses, partners, publisher);
  const ruleActions = new RuleActions(cloud, buses, rules, schedules);
  const tagging = new Tagging(buses, rules);
  buses.hasRules = (bus) => rules.ofBus(bus).length > 0;
  senders.toBus = (arn, text) => {
    const parsed = JSON.parse(text) as { time: string };
    publisher.publish(buses.get(arn).name, { text, parsed, time: Date.parse(parsed.time) });
  };
  return {
    name: 'events',
    actions: withShapes(
      {
        CreateEventBus: (input, context) => buses.create(input, context),
        UpdateEventBus: (input) => buses.update(input),
        DeleteEventBus: (input) => buses.delete(input),
        DescribeEventBus: (input) => buses.describe(input),
        ListEventBuses: (input) => buses.list(input),
        PutPermission: (input) => putPermission(buses, input),
        RemovePermission: (input) => removePermission(buses, input),
        CreatePartnerEventSource: (input, context) => partners.create(input, context),
        DeletePartnerEventSource: (input) => partners.delete(input),
        DescribePartnerEventSource: (input) => partners.describePartner(input),
        ListPartnerEventSources: (input) => partners.listPartner(input),
        ListPartnerEventSourceAccounts: (input) => partners.listAccounts(input),
        DescribeEventSource: (input) => partners.describe(input),
        ListEventSources: (input) => partners.list(input),
        ActivateEventSource: (input) => partners.setState(input, 'ACTIVE'),
        DeactivateEventSource: (input) => partners.setState(input, 'PENDING'),
        PutRule: (input, context) => ruleActions.put(input, context),
        DeleteRule: (input) => ruleActions.delete(input),
        EnableRule: (input) => ruleActions.setState(input, 'ENABLED'),
        DisableRule: (input) => ruleActions.setState(input, 'DISABLED'),
        DescribeRule: (input) => ruleActions.describe(input),
        ListRules: (input) => ruleActions.list(input),
        ListRuleNamesByTarget: (input) => ruleActions.listNamesByTarget(input),
        PutTargets: (input) => ruleActions.putTargets(input),
        RemoveTargets: (input) => ruleActions.removeTargets(input),
        ListTargetsByRule: (input) => ruleActions.listTargets(input),
        TestEventPattern: (input) => ruleActions.testPattern(input),
        // The wire always gives a signal: a call without one comes from another engine, which may speak as an AWS service.
        PutEvents: (input, context) => intake.putEvents(input, context, context.signal ? 'account' : 'service'),
        PutServiceEvents: internal('PutServiceEvents', (input, context) => intake.putEvents(input, context, 'service')),
        PutPartnerEvents: (input, context) => intake.putPartnerEvents(input, context),
        CreateArchive: (input, context) => archives.create(input, context),
        UpdateArchive: (input, context) => archives.update(input, context),
        DeleteArchive: (input) => archives.delete(input),
        DescribeArchive: (input) => archives.describe(input),
        ListArchives: (input) => archives.list(input),
        StartReplay: (input, context) => replays.start(input, context),
        CancelReplay: (input) => replays.cancel(input),
        DescribeReplay: (input) => replays.describe(input),
        ListReplays: (input) => replays.list(input),
        CreateConnection: (input, context) => connections.create(input, context),
        UpdateConnection: (input) => connections.update(input),
        DeauthorizeConnection: (input) => connections.deauthorize(input),
        DeleteConnection: (input) => connections.delete(input),
        DescribeConnection: (input) => connections.describe(input),
        ListConnections: (input) => connections.list(input),
        CreateApiDestination: (input, context) => destinations.create(input, context),
        UpdateApiDestination: (input) => destinations.update(input),
        DeleteApiDestination: (input) => destinations.delete(input),
        DescribeApiDestination: (input) => destinations.describe(input),
        ListApiDestinations: (input) => destinations.list(input),
        TagResource: (input) => tagging.tag(input),
        UntagResource: (input) => tagging.untag(input),
        ListTagsForResource: (input) => tagging.list(input),
      },
      EVENTS_SHAPES,
    ),
    start() {
      deliveries.resume();
      replays.resume();
      schedules.start();
    },
    stop() {
      schedules.stop();
      replays.stop();
      deliveries.stop();
    },
  };
}

/** An action for the other engines of this runtime: it is no part of AWS's API, so a call that comes over the wire is refused. */
function internal(name: string, action: Action): Action {
  return (input, context) => {
    if (context.signal) throw new NotSupportedError(`events:${name}`);
    return action(input, context);
  };
}
