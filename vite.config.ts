// How the page is served and built, and how the tests run.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        // What every room of the world stands on, in one file rather than in twenty.
        codeSplitting: {
          groups: [{ name: 'machine', test: /src\/(kernel|net)\/|src\/machine\/([^/]+|fs\/[^/]+)\.ts/ }],
        },
      },
    },
  },
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    environment: 'node',
    // No test leaves anything behind in a module: loading them once a thread saves half of the time.
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
