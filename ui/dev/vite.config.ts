/** `npm run dev:fake`: the window in any browser, on a made-up backend. Never part of the build. */
import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  cacheDir: '../node_modules/.vite-fake',
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  server: { port: 1421, strictPort: true, fs: { allow: ['..'] } },
});
