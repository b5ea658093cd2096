import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
  base: './',
  // Tauri waits for this very port (`devUrl`).
  server: { port: 1420, strictPort: true },
  build: { target: 'safari18', reportCompressedSize: false },
});
