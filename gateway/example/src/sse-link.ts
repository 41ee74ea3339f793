import { ApolloLink, Observable } from '@apollo/client';
import { print } from 'graphql';
import type { Settings } from './settings';

/** No stream came back: this gateway answers once, and the page is as fresh as its last question. */
export class NoStream extends Error {
  override readonly name = 'NoStream';
}

/** Subscriptions over SSE, as the gateway's server speaks them: one request, whose answer goes on. */
export function sseLink({ gateway, token }: Settings): ApolloLink {
  return new ApolloLink(({ query, variables, operationName }) => {
    return new Observable<ApolloLink.Result>((observer) => {
      const stopping = new AbortController();
      const read = async () => {
        const response = await fetch(gateway, {
          method: 'POST',
          signal: stopping.signal,
          headers: {
            'content-type': 'application/json',
            accept: 'text/event-stream',
            authorization: `Bearer ${token}`,
          },
          body: JSON.stringify({ query: print(query), variables, operationName }),
        });
        if (!response.headers.get('content-type')?.includes('event-stream')) throw new NoStream(`${response.status}`);
        for await (const answer of answers(response)) observer.next(answer);
      };
      read().then(
        () => observer.complete(),
        (error: unknown) => !stopping.signal.aborted && observer.error(error),
      );
      return () => stopping.abort();
    });
  });
}

async function* answers(response: Response): AsyncGenerator<ApolloLink.Result> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const events = (text + part.value).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^event: next\ndata: (.*)$/m.exec(event)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}
