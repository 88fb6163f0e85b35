import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fileBytes } from './file-bytes.ts'
import { type CsvLayout, readCsv, type Source } from './read-csv.ts'
import { withCsv } from './temporary-csv.fixture.ts'

const layout: CsvLayout = { delimiter: null, header: true }

async function read(content: Uint8Array): Promise<{ source: Source; rows: string[][] }> {
  const rows: string[][] = []
  const sink = {
    start: (): void => {},
    rows: (some: readonly (readonly string[])[]): void => {
      rows.push(...some.map((row) => [...row]))
    },
  }
  const source = await withCsv(content, (path) => readCsv(path, layout, sink))
  return { source, rows }
}

const text = `a,b\n${Array.from({ length: 60_000 }, (_, i) => `${i},é${(i * 7919) % 10007}`).join('\n')}\n`

test('gzip is read as what it holds, with the digest of the file as it lies', async () => {
  const packed = gzipSync(text)
  const [plain, unpacked] = [await read(Buffer.from(text)), await read(packed)]
  expect(unpacked.rows).toEqual(plain.rows)
  const sha256 = createHash('sha256').update(packed).digest('hex')
  expect(unpacked.source).toMatchObject({ rows: 60_000, bytes: packed.length, sha256 })
})

test('gzip of several members is read to its end', async () => {
  const half = text.indexOf('\n', text.length / 2) + 1
  const packed = [text.slice(0, half), text.slice(half)].map((part) => gzipSync(part))
  expect((await read(Buffer.concat(packed))).rows).toHaveLength(60_000)
})

test('gzip whose check does not hold is refused', async () => {
  const packed = gzipSync(text)
  packed.fill(0, packed.length - 8)
  await expect(read(packed)).rejects.toThrow('gzip must be whole, got a damaged file')
})

test('gzip that unpacks without end is refused before it has', async () => {
  const packed = gzipSync(Buffer.alloc(80 * 1024 * 1024, '1,2\n'))
  let bytes = 0
  const reading = withCsv(packed, async (path) => {
    for await (const chunk of fileBytes(path, () => {})) bytes += chunk.length
  })
  await expect(reading).rejects.toThrow(
    'gzip must unpack to at most 200 times its size, got more; unpack the file first if that is right',
  )
  expect(bytes).toBeLessThan(72 * 1024 * 1024)
})
