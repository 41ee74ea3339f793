import { createHash } from 'node:crypto';
import type { Json } from '../http.ts';
import { type Article, AUTHORS, PAGES, POSTS, TAGS } from './articles.ts';

const idOf = (kind: string, slug: string): string =>
  createHash('md5').update(`${kind}/${slug}`).digest('hex').slice(0, 24);

const plain = (html: string): string => html.replace(/<[^>]+>/g, '');

/** The resources of the Content API, complete; what is answered of them is chosen by `include` and `fields`. */
export type Collection = 'posts' | 'pages' | 'authors' | 'tags';

export function content(url: string): Readonly<Record<Collection, readonly Json[]>> {
  const authors = AUTHORS.map((author) => described('author', url, author));
  const tags = TAGS.map((tag) => ({ ...described('tag', url, tag), visibility: 'public' }));
  const article =
    (kind: string) =>
    (given: Article): Json =>
      whole(kind, url, given, authors, tags);
  return { posts: POSTS.map(article('post')), pages: PAGES.map(article('page')), authors, tags };
}

const described = (kind: string, url: string, given: Json): Json => ({
  id: idOf(kind, String(given.slug)),
  ...given,
  url: `${url}/${kind}/${String(given.slug)}/`,
});

function whole(kind: string, url: string, given: Article, authors: readonly Json[], tags: readonly Json[]): Json {
  const { author, tags: slugs, featured = false, ...rest } = given;
  const mine = authors.filter((each) => each.slug === author);
  const own = slugs.flatMap((slug) => tags.filter((each) => each.slug === slug));
  const id = idOf(kind, given.slug);
  return {
    id,
    uuid: `${id.slice(0, 8)}-0000-4000-8000-${id.slice(12, 24)}`,
    ...rest,
    plaintext: plain(given.html),
    comment_id: id,
    feature_image: null,
    featured,
    visibility: 'public',
    created_at: given.published_at,
    updated_at: given.published_at,
    custom_excerpt: given.excerpt,
    canonical_url: null,
    url: `${url}/${given.slug}/`,
    reading_time: Math.max(1, Math.round(plain(given.html).split(/\s+/).length / 200)),
    access: true,
    authors: mine,
    tags: own,
    primary_author: mine[0] ?? null,
    primary_tag: own[0] ?? null,
  };
}
