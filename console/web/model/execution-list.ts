import { computed, ref, shallowRef, triggerRef } from 'vue';
import type { ExecutionPage, ExecutionRow } from '../../server/shapes.ts';
import { get } from './api.ts';

export interface ExecutionFilter {
  readonly text: string;
  readonly status: string;
  readonly workflow: string;
  readonly spanMs: number;
}

const WINDOW = 200;
const MORE_MS = 1_500;

/** A list of any length, of which only the windows that are looked at are fetched; all windows are of the same moment. */
export class ExecutionList {
  readonly total = ref(0);
  readonly known = ref(0);
  readonly complete = ref(false);
  readonly problem = ref('');
  readonly loading = ref(true);
  readonly counts = shallowRef<ExecutionPage['counts']>({});
  readonly matches = computed(() => Object.values(this.counts.value).reduce((sum, value) => sum + value, 0));
  /** Rows by their place in the list. */
  readonly rows = shallowRef(new Map<number, ExecutionRow>());
  #filter: ExecutionFilter | undefined;
  #from = 0;
  #asOf: number | undefined;
  #windows = new Set<number>();
  /** Counts the questions, so that a late answer to an earlier one is dropped. */
  #question = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  async ask(filter: ExecutionFilter): Promise<void> {
    this.#filter = filter;
    this.#from = Date.now() - filter.spanMs;
    this.loading.value = true;
    await this.refresh();
  }

  /** The newest window as of now; the others are fetched again when they are looked at. */
  async refresh(): Promise<void> {
    const question = ++this.#question;
    const page = await this.#fetch(0, undefined, question);
    if (!page) return;
    this.#asOf = page.asOf;
    this.#windows = new Set([0]);
    this.rows.value = new Map(page.rows.map((row, index) => [index, row]));
    this.#take(page);
    clearTimeout(this.#again);
    if (!page.complete) this.#again = setTimeout(() => void this.refresh(), MORE_MS);
  }

  /** Whether any of the rows at hand may still change. */
  hasOpen(): boolean {
    return [...this.rows.value.values()].some(({ status }) => status === 'RUNNING' || status === 'PENDING_REDRIVE');
  }

  /** Makes sure that these rows are there, or on their way. */
  need(first: number, last: number): void {
    for (let window = Math.floor(first / WINDOW); window <= Math.floor(last / WINDOW); window++) {
      if (window * WINDOW >= this.total.value || this.#windows.has(window)) continue;
      this.#windows.add(window);
      void this.#load(window);
    }
  }

  async #load(window: number): Promise<void> {
    const page = await this.#fetch(window * WINDOW, this.#asOf, this.#question);
    if (!page) return void this.#windows.delete(window);
    page.rows.forEach((row, index) => {
      this.rows.value.set(page.offset + index, row);
    });
    triggerRef(this.rows);
  }

  #take({ total, known, complete, counts }: ExecutionPage): void {
    this.total.value = total;
    this.known.value = known;
    this.complete.value = complete;
    this.counts.value = counts;
  }

  async #fetch(offset: number, asOf: number | undefined, question: number): Promise<ExecutionPage | undefined> {
    if (!this.#filter) return undefined;
    const { text, status, workflow } = this.#filter;
    const query = new URLSearchParams({ from: String(this.#from), offset: String(offset), limit: String(WINDOW) });
    for (const [name, value] of Object.entries({ text, status, workflow })) if (value) query.set(name, value);
    if (asOf !== undefined) query.set('asOf', String(asOf));
    try {
      const page = await get<ExecutionPage>(`executions?${query}`);
      if (question !== this.#question) return undefined;
      [this.problem.value, this.loading.value] = ['', false];
      return page;
    } catch (error) {
      if (question === this.#question) this.problem.value = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }
}
