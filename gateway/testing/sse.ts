/** A subscription as a page has it: answers over SSE (https://html.spec.whatwg.org/multipage/server-sent-events.html), one at a time. */
export interface EventStream {
  readonly type: string | null;
  next(): Promise<unknown>;
  /** Answers until one contains this text. */
  until(text: string): Promise<unknown>;
  stop(): void;
}

export async function openStream(url: string, token: string, body: object): Promise<EventStream> {
  const stopping = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    signal: stopping.signal,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<unknown> => {
    for (;;) {
      const found = /^event: next\ndata: (.*)\n\n/m.exec(text);
      if (found) {
        text = text.slice(found.index + found[0].length);
        return JSON.parse(found[1] ?? '');
      }
      const part = await reader?.read();
      if (!part || part.done) throw new Error(`the stream ended: ${text}`);
      text += part.value;
    }
  };
  const until = async (wanted: string): Promise<unknown> => {
    for (;;) {
      const answer = await next();
      if (JSON.stringify(answer).includes(wanted)) return answer;
    }
  };
  return { type: response.headers.get('content-type'), next, until, stop: () => stopping.abort() };
}
