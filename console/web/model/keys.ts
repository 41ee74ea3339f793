import { onMounted, onUnmounted } from 'vue';

export type Bindings = Readonly<Record<string, () => void>>;

const layers: Bindings[] = [];
let prefix = '';
let forget: ReturnType<typeof setTimeout> | undefined;

/** Keys while the component is there: `j`, `Enter`, `?`, or two in a row: `g e`. The component mounted last is asked first. */
export function useKeys(bindings: Bindings): void {
  onMounted(() => layers.push(bindings));
  onUnmounted(() => layers.splice(layers.indexOf(bindings), 1));
}

export function listen(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (isTyping(event.target)) return;
    const chord = prefix ? `${prefix} ${event.key}` : event.key;
    const action = find(chord);
    const begins = !prefix && layers.some((layer) => Object.keys(layer).some((key) => key.startsWith(`${event.key} `)));
    clearTimeout(forget);
    prefix = '';
    if (action) {
      event.preventDefault();
      action();
    } else if (begins) {
      prefix = event.key;
      forget = setTimeout(() => {
        prefix = '';
      }, 1_200);
    }
  });
}

function find(chord: string): (() => void) | undefined {
  for (const layer of layers.toReversed()) if (layer[chord]) return layer[chord];
  return undefined;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const interactive = target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;
  return !interactive && target.matches('input:not([type=checkbox]), textarea, select');
}
