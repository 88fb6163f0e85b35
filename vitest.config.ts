import { defineConfig } from 'vitest/config'

const conditions = ['@sobolev/source']

const include = [
  'packages/*/src/**/*.test.ts',
  'apps/*/src/**/*.test.ts',
  'apps/*/fuzz/**/*.test.ts',
  'examples/**/*.test.ts',
  'docs/**/*.test.ts',
  'datasets/**/*.test.ts',
  'scripts/*/*.test.{ts,mjs}',
  'site/{,api/,playground/}*.test.ts',
]

/** Files that put a module of their own in the place of another. */
const isolated = ['apps/train/src/train/failing-disk.test.ts']

/**
 * Files that try every shipped config, option or penalty, or every operation under transforms: `npm run test:long`, which CI
 * runs beside `npm test`.
 */
const long = [
  'docs/figures/figures.test.ts',
  'apps/train/src/config/json-schema.test.ts',
  'apps/train/src/train/every-option.test.ts',
  'packages/nn/src/penalties/every-penalty.test.ts',
  'packages/core/src/operations/registry-transforms.test.ts',
]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // The files of a worker share what they import, which would take longer than half of them.
    projects: [
      {
        extends: true,
        test: { name: 'shared', isolate: false, include, exclude: [...isolated, ...long] },
      },
      { extends: true, test: { name: 'isolated', include: isolated } },
      { extends: true, test: { name: 'long', include: long } },
    ],
    // With --changed a test runs if an import leads from it to what changed. To these no import leads: all tests run.
    forceRerunTriggers: [
      '**/package-lock.json',
      '**/vitest.config.ts',
      '**/tsconfig*.json',
      '**/packages/kernels/assembly/**',
    ],
    // The default leaves a processor idle, which of two is half.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
