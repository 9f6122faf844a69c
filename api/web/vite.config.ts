import { defineConfig } from 'vitest/config';

// The service answers under the same origin in production; while developing, Vite passes on what it does not have.
export default defineConfig({
  build: { chunkSizeWarningLimit: 900, outDir: '../static', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: { environment: 'happy-dom' },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
});
