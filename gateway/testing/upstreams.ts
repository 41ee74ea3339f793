import { type HttpRequest, type HttpResponse, type Transport, TransportError } from '../runtime/transport.ts';
import { Random } from './random.ts';

type Maker = (r: Random, depth: number) => unknown;

const IDS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Now and then null, absent or of another type: what contracts forbid and upstreams send. */
const shaky =
  (make: Maker, faults: number): Maker =>
  (r, depth) => {
    if (!r.chance(faults)) return make(r, depth);
    return r.pick<() => unknown>([
      () => null,
      () => undefined,
      () => null,
      () => 'text',
      () => 12.5,
      () => true,
      () => ({ odd: 1 }),
      () => [1, null],
      () => '',
      () => '42',
    ])();
  };

/** Random documents of the laboratory's two APIs. The same question always gets the same answer. */
export class LabUpstreams {
  private readonly seed: number;
  private readonly faults: number;
  readonly calls: string[] = [];

  constructor(seed: number, faults = new Random(seed).pick([0, 0.02, 0.08])) {
    this.seed = seed;
    this.faults = faults;
  }

  readonly transport: Transport = async (request) => {
    this.calls.push(`${request.method} ${request.origin}${request.path} ${request.body ?? ''}`);
    const url = new URL(request.origin + request.path);
    const operation = `${request.method} ${url.pathname.replace(/\/\d+$/, '/{}')}`;
    const whole = Random.of(this.seed, operation);
    if (whole.chance(this.faults)) return this.trouble(whole);
    return { status: 200, headers: {}, text: JSON.stringify(this.answer(operation, url, request)) ?? '' };
  };

  private trouble(r: Random): HttpResponse {
    const kind = r.pick(['timeout', 'network', '500', '404', '400', '401', '429', 'html', 'object', 'empty'] as const);
    if (kind === 'timeout' || kind === 'network') throw new TransportError(kind);
    if (kind === 'html') return { status: 200, headers: {}, text: '<html>secret</html>' };
    if (kind === 'object') return { status: 200, headers: {}, text: '{"secret":1}' };
    if (kind === 'empty') return { status: 200, headers: {}, text: '' };
    return { status: Number(kind), headers: {}, text: '{"error":"secret"}' };
  }

  private answer(operation: string, url: URL, request: HttpRequest): unknown {
    const r = Random.of(this.seed, `${operation} ${request.path} ${request.body ?? ''}`);
    const list = (make: Maker) => Array.from({ length: r.below(5) }, () => make(r, 0));
    switch (operation) {
      case 'GET /products/by-ids':
        return this.rows(r, (url.searchParams.get('ids') ?? '').split(','), (key) => this.product(key));
      case 'GET /products/by-makers':
        return this.groups(r, url.searchParams.getAll('makers'));
      case 'POST /v1/people/batch':
        return { people: this.rows(r, JSON.parse(request.body ?? '{}').ids, (key) => this.person(key)) };
      case 'POST /products/search':
        return { hits: list((q, d) => this.productBody(q, d)) };
      case 'GET /products':
        return list((q, d) => this.productBody(q, d));
      case 'GET /media':
        return list((q, d) => this.media(q, d));
      case 'GET /count':
        return shaky((q) => q.below(100), this.faults)(r, 0);
      case 'GET /v1/people/{}':
      case 'POST /v1/people/rename':
        return this.personBody(r, 0);
      case 'GET /v1/pets/{}':
        return this.animal(r, 0);
      case 'GET /v1/houses/{}':
        return r.chance(this.faults)
          ? 'house'
          : { id: url.pathname.split('/').pop(), rooms: this.v((q) => q.below(9))(r, 0), keeperId: this.id(r) };
      default:
        return this.productBody(r, 0);
    }
  }

  /** Rows for keys: some missing, some doubled, some strange, in any order. */
  private rows(r: Random, keys: readonly string[], make: (key: string) => unknown): unknown[] {
    const rows: unknown[] = [];
    for (const key of keys) {
      if (Random.of(this.seed, `missing ${key}`).chance(0.1)) continue;
      rows.push(make(key));
      if (Random.of(this.seed, `doubled ${key}`).chance(this.faults)) rows.push(make(key));
    }
    if (r.chance(this.faults)) rows.push(null, { id: 'unasked' }, 'text');
    return shuffle(r, rows);
  }

  private groups(r: Random, makers: readonly string[]): unknown[] {
    const rows = makers.flatMap((maker) =>
      Array.from({ length: Random.of(this.seed, `group ${maker}`).below(3) }, (_, i) => ({
        ...asObject(this.product(String(i + 1))),
        makerId: maker,
      })),
    );
    if (r.chance(this.faults)) rows.push({ makerId: 'nobody' });
    return rows;
  }

  private v(make: Maker): Maker {
    return shaky(make, this.faults);
  }

  /** Rows are the same in every answer, so that engines may ask in different batches. */
  private product(key: string): unknown {
    return {
      ...asObject(this.productBody(Random.of(this.seed, `product ${key}`), 0)),
      id: Number(key) % 2 ? key : Number(key),
    };
  }

  private person(key: string): unknown {
    return { ...asObject(this.personBody(Random.of(this.seed, `person ${key}`), 0)), id: key };
  }

  private id(r: Random): unknown {
    return this.v((q) => (q.chance(0.1) ? null : q.chance(0.3) ? Number(q.pick(IDS)) : q.pick(IDS)))(r, 0);
  }

  private many(r: Random, make: Maker, depth: number): unknown {
    return this.v((q) => Array.from({ length: q.below(4) }, () => make(q, depth)))(r, depth);
  }

  private productBody(r: Random, depth: number): unknown {
    const text = this.v((q) => q.pick(['mug', 'ß "quoted" \u2028', '', '7']));
    const whole = this.v((q) => q.below(1000) - 20);
    const status = this.v((q) => q.pick(['in-stock', 'sold_out', 'on order', 'unheard-of', 'in-stock']));
    return {
      id: this.v((q) => q.pick(IDS))(r, depth),
      title: text(r, depth),
      sure: this.v((q) => q.chance(0.5))(r, depth),
      price: this.v((q) => q.below(1000) / 8)(r, depth),
      stock: whole(r, depth),
      big: this.v((q) => q.below(9) * 1e12)(r, depth),
      created: this.v(() => '2026-01-01T00:00:00Z')(r, depth),
      status: status(r, depth),
      states: this.many(r, status, depth),
      tags: this.many(r, text, depth),
      'maybe-tags': this.many(r, text, depth),
      grid: this.many(r, (q) => this.many(q, whole, depth), depth),
      makerId: this.id(r),
      relatedIds: this.many(r, (q) => this.id(q), depth),
      extra: this.v((q) => ({ any: q.below(3), list: [1, { x: null }] }))(r, depth),
      ...(r.chance(0.5) ? { toString: text(r, depth) } : {}),
      size: this.size(r, depth),
      media: this.many(r, (q, d) => this.media(q, d), depth + 1),
      cover: this.media(r, depth + 1),
    };
  }

  private size(r: Random, depth: number): unknown {
    return this.v((q, d) => ({
      wide: this.v((z) => z.below(99))(q, d),
      note: this.v(() => 'note')(q, d),
      measuredBy: this.id(q),
      ...(d < 2 ? { inner: this.size(q, d + 1) } : {}),
    }))(r, depth);
  }

  private media(r: Random, depth: number): unknown {
    return this.v((q, d) => ({
      kind: this.v((z) => z.pick(['photo', 'video']))(q, d),
      url: this.v(() => 'u')(q, d),
      byId: this.id(q),
      seconds: this.v((z) => z.below(60))(q, d),
      size: d < 2 ? this.size(q, d + 1) : null,
    }))(r, depth);
  }

  private animal(r: Random, depth: number): unknown {
    return this.v((q, d) => ({
      species: this.v((z) => z.pick(['Cat', 'Dog', 'Cow']))(q, d),
      name: this.v(() => 'Tom')(q, d),
      lives: this.v((z) => z.below(9))(q, d),
      good: this.v(() => true)(q, d),
      walkerId: this.id(q),
    }))(r, depth);
  }

  private personBody(r: Random, depth: number): unknown {
    return {
      id: r.pick(IDS),
      name: this.v((q) => q.pick(['Ann', 'Bob']))(r, depth),
      age: this.v((q) => q.below(99))(r, depth),
      bossId: this.id(r),
      houseId: this.id(r),
      pet: this.animal(r, depth),
      friends: this.many(
        r,
        this.v((q, d) => ({ since: this.v((z) => z.below(2026))(q, d), whoId: this.id(q) })),
        depth,
      ),
    };
  }
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

function shuffle<T>(r: Random, list: T[]): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = r.below(i + 1);
    const [a, b] = [list[i], list[j]];
    if (a !== undefined && b !== undefined) [list[i], list[j]] = [b, a];
  }
  return list;
}
