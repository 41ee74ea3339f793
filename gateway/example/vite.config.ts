import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { sourceHashes } from '../../build/source-hash.ts';

/** Builds the static page into `dist/`, which is committed: who installs the project needs no build. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [vue(), sourceHashes(import.meta.filename)],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    'globalThis.__DEV__': 'false',
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing inline: the content security policy allows our own files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
