import { ref, watchEffect } from 'vue';

export type Theme = 'system' | 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = ref(dark.matches);
dark.addEventListener('change', () => {
  systemDark.value = dark.matches;
});

export const theme = ref<Theme>(stored('penstock-theme'));

/** Whether personal data are shown. Never stored: each visit begins with them masked. */
export const personalShown = ref(false);

/** Keeps the document's theme in step with the choice, or with the system's. */
export function applyTheme(): void {
  watchEffect(() => {
    const shown = theme.value === 'system' ? (systemDark.value ? 'dark' : 'light') : theme.value;
    document.documentElement.dataset.theme = shown;
    localStorage.setItem('penstock-theme', theme.value);
  });
}

export function nextTheme(): void {
  const shown = document.documentElement.dataset.theme;
  theme.value = shown === 'dark' ? 'light' : 'dark';
}

function stored(name: string): Theme {
  const value = localStorage.getItem(name);
  return value === 'light' || value === 'dark' ? value : 'system';
}
