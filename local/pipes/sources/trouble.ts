import { AwsError } from '../../errors.ts';
import type { SourceContext } from './source.ts';

/** More different causes than this are not remembered, nor told. */
const MOST_CAUSES = 100;

/**
 * Tells why a source cannot be read. It is asked again every second, and so each cause is told once, until the source was read
 * well in between.
 */
export class SourceTrouble {
  readonly #context: SourceContext;
  readonly #told = new Set<string>();

  constructor(context: SourceContext) {
    this.#context = context;
  }

  tell(error: unknown): void {
    const { cloud, pipe, stopping } = this.#context;
    const cause = error instanceof AwsError ? `${error.code}: ${error.message}` : String(error);
    if (stopping.aborted || !cloud.observed || this.#told.has(cause) || this.#told.size >= MOST_CAUSES) return;
    this.#told.add(cause);
    process.stderr.write(`pipes: ${pipe.Name} cannot read ${pipe.Source}, and goes on trying: ${cause}\n`);
  }

  over(): void {
    this.#told.clear();
  }
}
