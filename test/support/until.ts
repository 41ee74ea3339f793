/** Reads again until it is `enough`, or for `withinMs`; resolves to what was read last, so that the test's assertion shows it. */
export async function until<T>(
  read: () => Promise<T>,
  enough: (value: T) => boolean,
  withinMs = 20_000,
  everyMs = 25,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await read();
    if (enough(value) || performance.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
