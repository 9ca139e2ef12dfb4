// Two pages come out of one build. `index.html` is the client and must load
// fast; `playground.html` carries Monaco, several megabytes of it, and shares
// nothing with the client but React, so that no change to the one can slow
// the other.
import react from '@vitejs/plugin-react'
import type { Plugin, ProxyOptions } from 'vite'
import { defineConfig } from 'vitest/config'

const server = process.env['XENO_URL'] ?? 'http://127.0.0.1:8080'

// Host and Origin stay the browser's, so that to the server they are one.
const toServer: ProxyOptions = { target: server, ws: true }

// In production the server maps this path; in development Vite must.
const playgroundPath: Plugin = {
  name: 'playground-path',
  configureServer(dev) {
    dev.middlewares.use((request, _response, next) => {
      if (request.url === '/playground') request.url = '/playground.html'
      next()
    })
  },
}

export default defineConfig({
  plugins: [react(), playgroundPath],
  server: {
    proxy: {
      '/graphql': toServer,
      '/exports': toServer,
      '/auth/': toServer,
      '/healthz': toServer,
    },
  },
  worker: { format: 'es' },
  // Without this the worker's CommonJS dependencies break it in development
  // alone, and the playground quietly loses its autocompletion.
  optimizeDeps: { include: ['monaco-graphql/esm/graphql.worker.js'] },
  build: {
    // Monaco is one chunk of this size, loaded by the playground alone; the
    // budget script watches what matters, the first load.
    chunkSizeWarningLimit: 4000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'playground.html'],
      onwarn(warning, warn) {
        // GraphiQL's components opt out of a compiler that we do not run.
        if (warning.code === 'MODULE_LEVEL_DIRECTIVE') return
        warn(warning)
      },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            // By who uses what: a page's own inputs are no part of the first load. Small
            // ones are not merged, which would draw large ones into it.
            {
              name: 'mantine',
              test: /node_modules\/(@mantine|@floating-ui)\//,
              entriesAware: true,
            },
            // Not its tables: only the list of customers has rows without end.
            { name: 'router', test: /node_modules\/@tanstack\/(?!react-virtual|virtual-core)/ },
            { name: 'graphql-client', test: /node_modules\/(@urql|urql|@0no-co|wonka)\// },
          ],
        },
      },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    // Only what renders needs a browser's objects; its files say so themselves.
    environment: 'node',
    setupFiles: ['src/test/setup.ts'],
    // A page takes a second to render on a busy machine.
    testTimeout: 30_000,
    // By itself it leaves a core free for an editor.
    maxWorkers: '100%',
  },
})
