import { createServer } from 'node:http';

/** The three REST APIs behind every contestant: the same bytes each time, made once. */
const size = Number(process.argv[2] ?? 10);
const items = Array.from({ length: size }, (_, i) => ({
  id: `film-${i}`,
  title: `Film ${i}`,
  providerId: `p${i % 5}`,
  genre: 'Drama',
  director: 'Somebody',
  rating: 'PG',
  releaseDate: 'Nov 22 2026',
  runningTimeMinutes: 90 + i,
  score: 7.5,
  votes: 1000 + i,
  version: 3,
}));
const providers = Array.from({ length: 5 }, (_, i) => ({
  id: `p${i}`,
  name: `Provider ${i}`,
  city: 'Ghent',
  website: null,
  version: 1,
}));
const shortlist = {
  id: 's1',
  name: 'Tonight',
  version: 4,
  entries: items.map((i) => ({ itemId: i.id, addedAt: '2026-11-22T10:00:00Z', note: null, articleSlug: null })),
};
const answers = {
  shortlist: Buffer.from(JSON.stringify(shortlist)),
  items: Buffer.from(JSON.stringify({ items: [...items].reverse() })),
  providers: Buffer.from(JSON.stringify({ providers: [...providers].reverse() })),
};
let calls = 0;

const server = createServer((request, response) => {
  calls++;
  const url = request.url ?? '';
  const body = url.includes('/items/')
    ? answers.items
    : url.includes('/providers')
      ? answers.providers
      : answers.shortlist;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('message', (message) => {
  if (message === 'calls') process.send?.({ calls });
});
