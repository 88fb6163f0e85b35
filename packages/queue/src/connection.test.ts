import { expect, test } from 'vitest'
import { connect, shownUrl, withoutPasswords } from './connection.ts'

test('a password is never shown, nor stored', () => {
  expect(shownUrl('redis://:secret@host:6379/0')).toBe('redis://:***@host:6379/0')
  expect(shownUrl('rediss://me:se@cr:et#1@host')).toBe('rediss://me:***@host')
  expect(shownUrl('redis://host:6379')).toBe('redis://host:6379')
  expect(shownUrl('redis://me@host:6379')).toBe('redis://me@host:6379')
  expect(withoutPasswords(['sweep', '--queue=redis://:secret@host', 'a:b@c'])).toEqual([
    'sweep',
    '--queue=redis://:***@host',
    'a:b@c',
  ])
})

test.each([
  ['http://me:secret@host', 'must be the URL of a Redis server, such as redis://host:6379'],
  ['secret', 'got "secret"'],
  ['redis://', 'must be the URL of a Redis server'],
])('%s is refused without its password', async (url, words) => {
  const error = await connect(url).catch((thrown: unknown) => thrown)
  expect(String(error)).toContain(words)
  expect(String(error)).not.toContain(':secret')
})
