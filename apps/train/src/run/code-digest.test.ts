import { expect, test } from 'vitest'
import { codeDigest } from './code-digest.ts'

test('the same program has the same digest', () => {
  expect(codeDigest()).toMatch(/^[0-9a-f]{64}$/)
  expect(codeDigest()).toBe(codeDigest())
})
