import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/longest-first.ts'

const alias = { '@': import.meta.dirname }

/** What is tested in a document of its own. */
const pageTests = [
  '{app,components,lib}/**/*.test.tsx',
  '{app,components,lib/keyboard}/**/*.test.ts',
  'lib/stream/open-host.test.ts',
]

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: [react()],
        resolve: { alias },
        // What a build makes of style sheets: no test without a browser sees it.
        css: { postcss: { plugins: [] } },
        test: {
          name: 'page',
          include: pageTests,
          setupFiles: ['tests/setup-dom.ts'],
          // A page has stores that live as long as it, what is stored and a document: a file sees nothing of another's.
          // In contexts of one process each, which begin in half the time that processes do.
          pool: 'vmThreads',
          maxWorkers: 4,
          testTimeout: 20_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['{lib,server,scripts,bench}/**/*.test.{ts,tsx}', 'tests/{architecture,integration,simulation}/**/*.test.ts'],
          exclude: pageTests,
          // A worker takes file after file: starting one for each costs more than most of them.
          isolate: false,
          // Those that speak with a venue wait more than they work.
          maxWorkers: 4,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/global-setup.ts'],
          // A worker takes file after file, and keeps its connection to the one browser.
          isolate: false,
          // After everything else. A page that waits goes on drawing prices: those of more files would slow each other down.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          // Pages, their browser and servers on two cores: a moment without any of them is no fault of the page.
          retry: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Waiting longer costs nothing where it is not needed, and a busy machine needs it.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
})
