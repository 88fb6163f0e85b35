import { expect, test } from 'vitest'
import { describeEnvironment } from './environment.ts'
import { ownVersion } from './package-versions.ts'

test('names the versions, the command and the data', () => {
  const source = { path: 'a.csv', sha256: 'ab', rows: 3, bytes: 12 }
  const environment = describeEnvironment(
    { command: ['train', 'a.yaml'], workingDirectory: '/somewhere', vectorBits: 128, threads: 2 },
    [source],
  )
  expect(environment).toMatchObject({
    command: ['train', 'a.yaml'],
    workingDirectory: '/somewhere',
    vectorBits: 128,
    threads: 2,
    dtype: 'float32',
    code: expect.stringMatching(/^[0-9a-f]{64}$/),
    node: process.versions.node,
    platform: process.platform,
    architecture: process.arch,
    data: [source],
  })
  expect(Object.keys(environment.packages)).toEqual([
    '@sobolev/train',
    '@sobolev/nn',
    '@sobolev/core',
    '@sobolev/kernels',
  ])
  for (const version of Object.values(environment.packages)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+/)
  }
  expect(ownVersion()).toBe(environment.packages['@sobolev/train'])
  expect(Number.isNaN(Date.parse(environment.started))).toBe(false)
})
