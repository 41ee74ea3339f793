export interface Once<T> {
  (): Promise<T>;
  /** Lets the next call make the thing anew. */
  forget(): void;
}

/** Makes a thing at the first call and keeps it for the container's life; a failure is not kept, the next call tries again. */
export function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | undefined;
  const forget = () => {
    made = undefined;
  };
  const get = () => {
    made ??= make().catch((error: unknown) => {
      forget();
      throw error;
    });
    return made;
  };
  return Object.assign(get, { forget });
}
