import { expect, test } from 'vitest'
import { describeEnvironment } from './environment.ts'
import { withoutPasswords } from './without-passwords.ts'

test.each([
  ['redis://:secret@host:6379/0', 'redis://:***@host:6379/0'],
  ['cannot read rediss://me:se@cr:et#1@host', 'cannot read rediss://me:***@host'],
  [
    '--queue=redis://me:secret@host, "redis://:b@c"',
    '--queue=redis://me:***@host, "redis://:***@c"',
  ],
  ['redis://host:6379 and a:b@c', 'redis://host:6379 and a:b@c'],
])('%s', (text, shown) => {
  expect(withoutPasswords(text)).toBe(shown)
})

test('a run does not record the password of its command line', () => {
  const command = ['sweep', 'a.yaml', '--queue', 'redis://:secret@host']
  const invocation = { command, workingDirectory: '/', vectorBits: 128, threads: 1 } as const
  expect(JSON.stringify(describeEnvironment(invocation, []))).not.toContain('secret')
})
