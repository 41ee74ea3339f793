import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Builds the static page; `VITE_GATEWAY_URL` says where the gateway is. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  build: { outDir: 'dist', emptyOutDir: true },
});
