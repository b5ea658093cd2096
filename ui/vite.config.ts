import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  base: './',
  // Tauri waits for this very port (`devUrl`).
  server: { port: 5173, strictPort: true },
  // An older target would turn light-dark() into media queries, and no theme could be chosen.
  build: { target: 'safari18', reportCompressedSize: false },
  test: {
    // A busy machine is slow, not wrong.
    testTimeout: 30_000,
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
  },
});
