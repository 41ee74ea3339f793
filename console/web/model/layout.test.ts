import { draw } from './layout.ts';

const size = { width: 100, height: 40 };

test('boxes of a way stand one below the other; lines join them', () => {
  const { boxes, lines } = draw(
    [
      { id: 'a', ...size },
      { id: 'b', ...size },
    ],
    [{ from: 'a', to: 'b' }],
    { direction: 'TB' },
  );
  expect(boxes.get('b')?.y).toBeGreaterThan((boxes.get('a')?.y ?? 0) + size.height);
  expect(lines[0]?.path).toMatch(/^M[\d.]+ [\d.]+/);
});

test('what stands in a box lies within it, and lines go to the box itself', () => {
  const items = [
    { id: 'write', ...size },
    { id: 'map', ...size },
    { id: 'send', ...size, parent: 'map' },
    { id: 'wait', ...size, parent: 'map' },
  ];
  const { boxes, lines, width, height } = draw(
    items,
    [
      { from: 'write', to: 'map' },
      { from: 'send', to: 'wait' },
    ],
    { direction: 'TB' },
  );
  const map = boxes.get('map') ?? { x: 0, y: 0, width: 0, height: 0 };
  for (const id of ['send', 'wait']) {
    const box = boxes.get(id) ?? { x: -1, y: -1, width: 0, height: 0 };
    expect(box.x).toBeGreaterThanOrEqual(map.x);
    expect(box.y).toBeGreaterThan(map.y);
    expect(box.x + box.width).toBeLessThanOrEqual(map.x + map.width);
    expect(box.y + box.height).toBeLessThanOrEqual(map.y + map.height);
  }
  expect(lines).toHaveLength(2);
  expect([map.x + map.width <= width, map.y + map.height <= height]).toEqual([true, true]);
});

test('lines to what is not there are left out; a loop to itself is drawn', () => {
  expect(
    draw(
      [{ id: 'a', ...size }],
      [
        { from: 'a', to: 'gone' },
        { from: 'a', to: 'a' },
      ],
      { direction: 'LR' },
    ).lines,
  ).toHaveLength(1);
});
