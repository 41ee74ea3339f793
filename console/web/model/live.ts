import { readonly, ref, shallowRef } from 'vue';
import type { LiveFigures, Session } from '../../server/shapes.ts';
import { ApiError, events, get } from './api.ts';

const figures = shallowRef<LiveFigures>();
const session = shallowRef<Session>();
const problem = ref('');

/** The workflows' figures as they change; what the server is connected to; and why nothing comes, if nothing comes. */
export const live = { figures, session, problem: readonly(problem) };

const AGAIN_MS = 2_000;

/** Keeps `live` fresh for as long as the page is open. */
export async function follow(): Promise<never> {
  const ended = new AbortController();
  addEventListener('pagehide', () => ended.abort());
  for (;;) {
    try {
      session.value ??= await get<Session>('session');
      for await (const next of events<LiveFigures | { problem: string }>('live', ended.signal)) {
        if ('problem' in next) problem.value = next.problem;
        else [figures.value, problem.value] = [next, ''];
      }
      problem.value = 'the connection ended; trying again';
    } catch (error) {
      problem.value = error instanceof ApiError ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
