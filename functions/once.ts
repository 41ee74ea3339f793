export interface Once<T> {
  (): Promise<T>;
  /** Lets the next call make the thing anew. */
  forget(): void;
}

/** What is being made in this container at the moment, each with a way to drop it. */
const unfinished = new Set<() => void>();

/**
 * Makes a thing at the first call and keeps it for the container's life; a failure is not kept, the next call tries again. Nor
 * is what an invocation began and could not finish: see `forgetUnfinished`.
 */
export function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | undefined;
  const forget = () => {
    made = undefined;
  };
  const begin = (): Promise<T> => {
    const making = make().finally(() => unfinished.delete(drop));
    const drop = () => {
      if (made === making) forget();
    };
    unfinished.add(drop);
    making.catch(drop);
    return making;
  };
  const get = () => {
    made ??= begin();
    return made;
  };
  return Object.assign(get, { forget });
}

/**
 * An invocation ends before its time is over: what it began to make is not waited for by the next one, which makes it anew. In
 * between Lambda freezes the container, and a connection can die unnoticed; an answer that never comes would keep this
 * container from all work for as long as it lives. (The AWS SDK sets no time limit on a request unless told to.)
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function forgetUnfinished(): void {
  for (const drop of unfinished) drop();
  unfinished.clear();
}
