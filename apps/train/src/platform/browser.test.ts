import { posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as inBrowser from './browser.ts'
import * as inNode from './node.ts'

const texts = ['', 'a', 'Sobolev', 'größer – “∂²u/∂x²”', 'x'.repeat(1000)]

test.each(texts)('%j: digests are those of Node', (text) => {
  const bytes = new TextEncoder().encode(text)
  expect(inBrowser.crc32(bytes)).toBe(inNode.crc32(bytes))
  const digest = (of: typeof inNode.sha256): string => of().update(text).update(bytes).digest('hex')
  expect(digest(inBrowser.sha256)).toBe(digest(inNode.sha256))
})

const paths = [
  '/',
  '/a',
  '/a/',
  'a',
  'a/b.csv',
  './a/../b.tar.gz',
  '../x',
  '/a/b/../../..',
  '.env',
  '',
]

test.each(paths)('%j: paths are those of Node', (path) => {
  expect(inBrowser.dirname(path)).toBe(posix.dirname(path))
  expect(inBrowser.basename(path)).toBe(posix.basename(path))
  expect(inBrowser.basename(path, '.csv')).toBe(posix.basename(path, '.csv'))
  expect(inBrowser.extname(path)).toBe(posix.extname(path))
  for (const other of paths) {
    expect(inBrowser.resolve('/work', path, other)).toBe(posix.resolve('/work', path, other))
    expect(inBrowser.join(path, other).replace(/(.)\/$/, '$1')).toBe(
      posix.join(path, other).replace(/(.)\/$/, '$1'),
    )
    const [from, to] = [posix.resolve('/', path), posix.resolve('/', other)]
    expect(inBrowser.relative(from, to)).toBe(posix.relative(from, to))
  }
})

const collect = async (bytes: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = ''
  for await (const chunk of bytes) text += new TextDecoder().decode(chunk)
  return text
}

test('files are those that a page provides', async () => {
  const content = new TextEncoder().encode('x,y\n1,2\n')
  inBrowser.provideFiles(
    new Map([
      ['/data/a.csv', content],
      ['/empty.yaml', new Uint8Array()],
    ]),
  )
  try {
    expect(inBrowser.kindOfFile('data/a.csv')).toBe('file')
    expect(inBrowser.kindOfFile('/data')).toBe('folder')
    expect(inBrowser.kindOfFile('/other')).toBe(null)
    expect(inBrowser.namesIn('/data')).toEqual(['a.csv'])
    expect(await inBrowser.fileSize('/data/a.csv')).toBe(8)
    expect(await collect(inBrowser.storedBytes('/data/a.csv', { blockBytes: 3 }))).toBe(
      'x,y\n1,2\n',
    )
    expect(await collect(inBrowser.storedBytes('/data/a.csv', { end: 2 }))).toBe('x,y')
    expect(await collect(inBrowser.storedBytes('/data/a.csv', { end: 1e9 }))).toBe('x,y\n1,2\n')
    expect(await collect(inBrowser.storedBytes('/empty.yaml', { end: 1e9 }))).toBe('')
    await expect(inBrowser.fileSize('/data/b.csv')).rejects.toMatchObject({ code: 'ENOENT' })
  } finally {
    inBrowser.provideFiles(new Map())
  }
})

test('gzip is unpacked, and damage is told', async () => {
  const packed = new Uint8Array(gzipSync('x,y\n1,2\n'))
  const damaged = (): Error => new Error('damaged')
  const unpacked = (bytes: Uint8Array) =>
    collect(
      inBrowser.gunzipped(
        (async function* () {
          yield bytes
        })(),
        1 << 17,
        damaged,
      ),
    )
  expect(await unpacked(packed)).toBe('x,y\n1,2\n')
  await expect(unpacked(packed.subarray(0, 12))).rejects.toThrow('damaged')
})
