/** `npm run dev:fake`: the window in any browser, on a made-up backend. Never part of the build. */
import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The real window's, so that what it forbids shows here. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "form-action 'none'",
].join('; ');

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  cacheDir: '../node_modules/.vite-fake',
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  build: { target: 'safari18' },
  preview: { headers: { 'content-security-policy': policy } },
  server: { port: 1421, strictPort: true, fs: { allow: ['..'] } },
});
