import { ref } from 'vue';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'ok' | 'bad';
}

export const toasts = ref<Toast[]>([]);

const SHOWN_MS = 6_000;
let last = 0;

/** Says something in the corner (and to screen readers) for a while. */
export function toast(text: string, tone: Toast['tone'] = 'ok'): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, text, tone }];
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}
