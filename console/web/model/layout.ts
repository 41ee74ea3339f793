import { Graph as DagreGraph, layout } from '@dagrejs/dagre';

export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Line<E> {
  readonly edge: E;
  readonly points: readonly Point[];
  /** A path for SVG. */
  readonly path: string;
  /** Where a label may stand. */
  readonly at: { readonly x: number; readonly y: number };
}

export interface Drawing<E> {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly Line<E>[];
  readonly width: number;
  readonly height: number;
}

export interface Placeable {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** The box that it stands in, which grows around it. */
  readonly parent?: string | undefined;
}

export interface LayoutOptions {
  readonly direction: 'TB' | 'LR';
  readonly nodeGap?: number;
  readonly rankGap?: number;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: string | undefined;
}

/** Room in a box for its name above, and around, what stands in it. */
const HEAD = 24;
const PAD = 12;

/**
 * Places boxes in layers, so that few lines cross. Coordinates are of the boxes' upper left corners. What stands in a box is placed
 * on its own first, and the box is then as large as that: dagre takes no lines to boxes that hold others.
 */
export function draw<E extends Edge>(
  items: readonly Placeable[],
  edges: readonly E[],
  options: LayoutOptions,
): Drawing<E> {
  return drawWithin(undefined, items, edges, options);
}

function drawWithin<E extends Edge>(
  parent: string | undefined,
  items: readonly Placeable[],
  edges: readonly E[],
  options: LayoutOptions,
): Drawing<E> {
  const own = items.filter((item) => item.parent === parent);
  const inner = new Map<string, Drawing<E>>();
  for (const { id } of own)
    if (items.some((item) => item.parent === id)) inner.set(id, drawWithin(id, items, edges, options));
  const sized = own.map((item) => {
    const within = inner.get(item.id);
    if (!within) return item;
    return { ...item, width: Math.max(item.width, within.width + 2 * PAD), height: within.height + HEAD + PAD };
  });
  return place(drawFlat(sized, edges, options, parent === undefined ? PAD : 0), inner);
}

/** Puts the inner drawings into their boxes. */
function place<E>(outer: Drawing<E>, inner: ReadonlyMap<string, Drawing<E>>): Drawing<E> {
  const boxes = new Map(outer.boxes);
  const lines = [...outer.lines];
  for (const [id, { boxes: within, lines: ways, width }] of inner) {
    const box = outer.boxes.get(id);
    if (!box) continue;
    const by = { x: box.x + (box.width - width) / 2, y: box.y + HEAD };
    for (const [name, one] of within) boxes.set(name, { ...one, x: one.x + by.x, y: one.y + by.y });
    lines.push(...ways.map((way) => moved(way, by)));
  }
  return { ...outer, boxes, lines };
}

function moved<E>(line: Line<E>, by: Point): Line<E> {
  const points = line.points.map(({ x, y }) => ({ x: x + by.x, y: y + by.y }));
  return { edge: line.edge, points, path: curve(points), at: { x: line.at.x + by.x, y: line.at.y + by.y } };
}

function drawFlat<E extends Edge>(
  items: readonly Placeable[],
  edges: readonly E[],
  { direction, nodeGap = 28, rankGap = 40 }: LayoutOptions,
  margin: number,
): Drawing<E> {
  const graph = new DagreGraph({ multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: nodeGap, ranksep: rankGap, marginx: margin, marginy: margin });
  for (const { id, width, height } of items) graph.setNode(id, { width, height });
  const known = new Set(items.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => known.has(from) && known.has(to));
  drawn.forEach(({ from, to, label }, index) => {
    const size = label ? { width: label.length * 6.2 + 10, height: 16, labelpos: 'c' } : {};
    graph.setEdge({ v: from, w: to, name: String(index) }, size);
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { boxes: boxesOf(graph), lines: drawn.map((edge, index) => lineOf(graph, edge, index)), width, height };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function boxesOf(graph: DagreGraph): Map<string, Box> {
  return new Map(
    graph.nodes().map((id: string) => {
      const { x, y, width, height } = graph.node(id) as Point & { width: number; height: number };
      return [id, { id, x: x - width / 2, y: y - height / 2, width, height }];
    }),
  );
}

function lineOf<E extends Edge>(graph: DagreGraph, edge: E, index: number): Line<E> {
  const found = graph.edge({ v: edge.from, w: edge.to, name: String(index) }) as Partial<Point> & { points: Point[] };
  const middle = found.points[Math.floor(found.points.length / 2)] ?? { x: 0, y: 0 };
  return {
    edge,
    points: found.points,
    path: curve(found.points),
    at: { x: found.x ?? middle.x, y: found.y ?? middle.y },
  };
}

/** Through the middles of the bends, so that a line is smooth. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const round = (value: number) => Math.round(value * 10) / 10;
  const pair = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
  const parts = [`M${pair(first)}`];
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (!next) parts.push(`L${pair(point)}`);
    else parts.push(`Q${pair(point)} ${pair({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`);
  });
  return parts.join('');
}
