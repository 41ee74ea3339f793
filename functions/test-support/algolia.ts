import type { Answer, Received } from './http-stand-in.ts';

type StoredObject = Record<string, unknown> & { _version?: number };

interface Request {
  readonly action: string;
  readonly body: Record<string, unknown> & { objectID: string; _version?: { _operation: string; value: number } };
}

/** As much of Algolia as the target uses: `getObjects`, and guarded partial updates in a batch, with a limit on a record's size. */
export class AlgoliaStandIn {
  readonly objects = new Map<string, StoredObject>();
  readonly #largest: number;
  readonly #names: boolean;

  /** `names`: whether a refusal names the record, as Algolia documents. */
  constructor({ largest = 1000, names = true } = {}) {
    this.#largest = largest;
    this.#names = names;
  }

  answer = ({ path, body }: Received): Answer => {
    if (path.endsWith('/objects')) return this.#readAll(body as { requests: { objectID: string }[] });
    const { requests } = body as { requests: Request[] };
    const big = requests.findIndex(({ body }) => JSON.stringify(body).length > this.#largest);
    if (big >= 0) return this.#refuse(big, requests[big]?.body.objectID ?? '');
    for (const { body } of requests) this.#update(body);
    return { body: { taskID: 1, objectIDs: requests.map(({ body }) => body.objectID) } };
  };

  #readAll({ requests }: { requests: { objectID: string }[] }): Answer {
    return { body: { results: requests.map(({ objectID }) => this.#read(objectID)) } };
  }

  #read(objectID: string): unknown {
    const object = this.objects.get(objectID);
    return object ? { objectID, _version: object._version, _deleted: object._deleted } : null;
  }

  #refuse(position: number, objectID: string): Answer {
    const where = this.#names ? `the position ${position} objectID=${objectID}` : 'some position';
    return { status: 400, body: { message: `Record at ${where} is too big size=12000/10000 bytes.`, status: 400 } };
  }

  #update({ objectID, _version, ...attributes }: Request['body']): void {
    const stored = this.objects.get(objectID);
    const version = _version?.value ?? 0;
    if (_version?._operation !== 'IncrementSet' || version <= (stored?._version ?? 0)) return;
    this.objects.set(objectID, { ...stored, ...attributes, _version: version });
  }
}
