import type { Json } from '../http.ts';

/** An article or page as it is written; what can be derived from it is added when it is answered. */
export interface Article {
  readonly slug: string;
  readonly title: string;
  readonly html: string;
  readonly tags: readonly string[];
  readonly author: string;
  readonly published_at: string;
  readonly featured?: boolean;
  readonly excerpt: string;
}

export const AUTHORS: readonly Json[] = [
  { slug: 'mara-lindqvist', name: 'Mara Lindqvist', bio: 'Writes about cinemas and who runs them.' },
  { slug: 'tomas-okafor', name: 'Tomas Okafor', bio: 'Collects posters, projectors and opinions.' },
];

export const TAGS: readonly Json[] = [
  { slug: 'news', name: 'News', description: 'What has changed in the marketplace.' },
  { slug: 'guides', name: 'Guides', description: 'How to find and choose.' },
  { slug: 'interviews', name: 'Interviews', description: 'Talks with providers.' },
];

export const POSTS: readonly Article[] = [
  {
    slug: 'how-we-check-a-listing',
    title: 'How we check a listing',
    html: '<p>Every film that a provider offers is read twice: once by a program, which looks for what is missing, and once by a person, who looks for what is odd.</p>',
    tags: ['guides'],
    author: 'mara-lindqvist',
    published_at: '2026-01-12T08:00:00.000+00:00',
    featured: true,
    excerpt: 'Read twice before it is shown.',
  },
  {
    slug: 'titles-that-are-numbers',
    title: 'Titles that are numbers',
    html: '<p>Some films are called by a year, a room or a count. Searching for them is harder than it sounds, and this is what we do about it.</p>',
    tags: ['guides', 'news'],
    author: 'tomas-okafor',
    published_at: '2026-02-03T09:30:00.000+00:00',
    excerpt: 'Why 21, 300 and 1408 are found.',
  },
  {
    slug: 'a-distributor-of-three',
    title: 'A distributor of three people',
    html: '<p>They bring eleven films a year to forty screens, from one room above a bakery. We asked how.</p>',
    tags: ['interviews'],
    author: 'mara-lindqvist',
    published_at: '2026-03-21T07:15:00.000+00:00',
    featured: true,
    excerpt: 'Eleven films a year from above a bakery.',
  },
  {
    slug: 'shortlists-are-here',
    title: 'Shortlists are here',
    html: '<p>Keep what you like, in an order that you choose, on every device where you are signed in.</p>',
    tags: ['news'],
    author: 'tomas-okafor',
    published_at: '2026-04-09T10:00:00.000+00:00',
    excerpt: 'Keep what you like.',
  },
  {
    slug: 'reading-a-running-time',
    title: 'Reading a running time',
    html: '<p>Cuts differ by country, and so do the minutes on the box. A short guide to which figure is which.</p>',
    tags: ['guides'],
    author: 'tomas-okafor',
    published_at: '2026-05-17T06:45:00.000+00:00',
    excerpt: 'Which minutes are meant.',
  },
  {
    slug: 'what-providers-asked-for',
    title: 'What providers asked for',
    html: '<p>Fewer forms, faster corrections, and a page that shows what visitors see. Two of the three are done.</p>',
    tags: ['news', 'interviews'],
    author: 'mara-lindqvist',
    published_at: '2026-06-28T08:20:00.000+00:00',
    excerpt: 'Two of three are done.',
  },
];

export const PAGES: readonly Article[] = [
  {
    slug: 'about',
    title: 'About the marketplace',
    html: '<p>We show what providers offer, and let visitors keep what they like.</p>',
    tags: [],
    author: 'mara-lindqvist',
    published_at: '2025-12-01T08:00:00.000+00:00',
    excerpt: 'What this is.',
  },
];

export const SETTINGS: Json = {
  title: 'The Marketplace Journal',
  description: 'Films, and the people who bring them',
  logo: null,
  icon: null,
  accent_color: '#15803d',
  lang: 'en',
  timezone: 'Etc/UTC',
  navigation: [{ label: 'Home', url: '/' }],
  secondary_navigation: [],
};
