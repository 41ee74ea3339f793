import { RequestState, type UpstreamCaller } from '../runtime/state.ts';

/**
 * A state for several executions of one query: what was asked upstream is not asked again, so that a part that comes later
 * costs only what it adds, and fits what was sent before. Everything else is the request's own.
 */
export function remembering(state: RequestState): RequestState {
  const answers = new Map<string, Promise<unknown>>();
  const upstream: UpstreamCaller = {
    call: (_state, call, args) => {
      const place = `${call.source} ${call.id} ${JSON.stringify(args)}`;
      const known = answers.get(place) ?? state.upstream.call(state, call, args);
      answers.set(place, known);
      return known;
    },
  };
  return new RequestState(upstream, {
    requestId: state.requestId,
    headers: state.headers,
    ...(state.cancellation ? { cancellation: state.cancellation } : {}),
  });
}
