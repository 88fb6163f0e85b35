import { defineConfig } from 'vitest/config'

const conditions = ['@sobolev/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'apps/*/fuzz/**/*.test.ts',
      'examples/**/*.test.ts',
      'docs/**/*.test.ts',
      'datasets/**/*.test.ts',
    ],
    testTimeout: 60_000,
  },
})
