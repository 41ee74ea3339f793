import { callerOf, resourceOf, serviceOf } from '../model.ts';
import { dynamic } from '../path.ts';
import { inTens, type Payload, type Target } from './target.ts';

/** An event bus: one event for each record, ten a call; its detail is the record. */
export const eventsTarget: Target = async ({ cloud, pipe, payloads }) => {
  const given = pipe.TargetParameters?.EventBridgeEventBusParameters;
  const source = pipe.Source.includes('/stream/') ? 'dynamodb' : serviceOf(pipe.Source);
  const entry = ({ event, text }: Payload) => ({
    EventBusName: resourceOf(pipe.Target).replace(/^event-bus\//, ''),
    Source: given?.Source ? dynamic(given.Source, event) : `Pipe ${pipe.Name}`,
    DetailType: given?.DetailType ? dynamic(given.DetailType, event) : `Event from aws:${source}`,
    Detail: text,
    ...(given?.Resources && { Resources: given.Resources.map((resource) => dynamic(resource, event)) }),
    ...(given?.Time && { Time: epochSeconds(dynamic(given.Time, event)) }),
  });
  return inTens(payloads, async (chunk, first) => {
    const input = { Entries: chunk.map(entry) };
    const put = await cloud.call<{ Entries: { ErrorCode?: string }[] }>('events', 'PutEvents', input, callerOf(pipe));
    return put.Entries.flatMap((result, index) => (result.ErrorCode ? [first + index] : []));
  });
};

/** A time given as epoch seconds, epoch milliseconds or ISO 8601. */
function epochSeconds(time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const number = Number(time);
  if (Number.isNaN(number)) return Date.parse(time) / 1000;
  return number > 1e11 ? number / 1000 : number;
}
