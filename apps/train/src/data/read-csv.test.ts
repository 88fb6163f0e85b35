import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { type CsvLayout, readCsv, type Source } from './read-csv.ts'
import { withCsv } from './temporary-csv.fixture.ts'

interface Read extends Source {
  readonly columns: readonly string[]
  readonly cells: string[][]
  readonly numbers: number[]
  readonly progress: number[]
}

function readText(content: string | Uint8Array, layout: Partial<CsvLayout> = {}): Promise<Read> {
  return withCsv(content, async (path) => {
    let columns: readonly string[] = []
    const cells: string[][] = []
    const numbers: number[] = []
    const progress: number[] = []
    const source = await readCsv(
      path,
      { delimiter: null, header: true, ...layout },
      {
        start(names) {
          columns = names
        },
        rows(rows, rowNumbers) {
          cells.push(...rows.map((row) => [...row]))
          numbers.push(...rowNumbers)
        },
        progress(fraction) {
          progress.push(fraction)
        },
      },
    )
    return { ...source, columns, cells, numbers, progress }
  })
}

test('whatever a CSV writer quotes reads back as it was', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '1', ',', ';', '"', '\n', ' ', '\t') })
  const table = fc
    .integer({ min: 2, max: 4 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
    )
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom(',', ';', '\t'), async (rows, delimiter) => {
      const text = Papa.unparse(rows, { delimiter, newline: '\n', quotes: true })
      const { cells } = await readText(text, { delimiter, header: false })
      expect(cells).toEqual(rows)
    }),
    { numRuns: 60 },
  )
})

test('lines that begin with a comment are no rows, but count', async () => {
  const text = '# made\n# "by" hand, it\'s\n\na,b\n1,"2\n#3"\n#,"\n"#4",5\n#end'
  const read = await readText(text, { comment: '#' })
  expect(read.columns).toEqual(['a', 'b'])
  expect(read.cells).toEqual([
    ['1', '2\n#3'],
    ['#4', '5'],
  ])
  expect(read.numbers).toEqual([5, 7])
})

test.each([
  [
    'within a cell',
    'a,b\n5" pipe,1\n# note\n6,2\n',
    [
      ['5" pipe', '1'],
      ['6', '2'],
    ],
  ],
  [
    'of a cell that is over',
    'a;b\n"x ""y";1\n# note\n6;2\n',
    [
      ['x "y', '1'],
      ['6', '2'],
    ],
  ],
])('a quote %s hides no comment', async (_, text, cells) => {
  expect((await readText(text, { comment: '#' })).cells).toEqual(cells)
})

test('comments that cross the blocks of a large file are whole', async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => (i % 3 ? `${i},${i}` : `# ${i},"${i}`))
  const read = await readText(`a,b\n${rows.join('\n')}\n`, { comment: '#' })
  expect(read.cells).toEqual(rows.filter((_, i) => i % 3).map((row) => row.split(',')))
  expect(read.numbers[1]).toBe(4)
})

test('a space stands for one or more', async () => {
  const text = ' a   b c\n1  2 3 \n\n   -1 "x y"    z\n'
  const read = await readText(text, { delimiter: ' ' })
  expect(read.columns).toEqual(['a', 'b', 'c'])
  expect(read.cells).toEqual([
    ['1', '2', '3'],
    ['-1', 'x y', 'z'],
  ])
  expect(read.numbers).toEqual([2, 4])
})

test('rows that cross the blocks of a large file arrive whole and numbered', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => [String(i), `é ${i}, "x"\nnext`, 'z'])
  const text = Papa.unparse([['a', 'b', 'c'], ...rows], { newline: '\r\n' })
  const read = await readText(text)
  expect(read.rows).toBe(rows.length)
  expect(read.cells).toEqual(rows)
  expect(read.numbers).toEqual(rows.map((_, i) => i + 2))
  expect(read.bytes).toBe(Buffer.byteLength(text))
  expect(read.sha256).toBe(createHash('sha256').update(text).digest('hex'))
  expect(read.progress.length).toBeGreaterThan(3)
  expect(read.progress).toEqual([...read.progress].sort((a, b) => a - b))
  expect(read.progress.at(-1)).toBe(1)
})

test('Windows line ends are accepted wherever a block ends', async () => {
  const lines = Array.from({ length: 70_000 }, () => '1,2')
  const { cells, numbers } = await readText(`a,b\r\n${lines.join('\r\n')}\r\n`)
  expect(numbers).toEqual(lines.map((_, i) => i + 2))
  expect(new Set(cells.map((row) => row.join('|')))).toEqual(new Set(['1|2']))
})

test('spaces after a closing quote are accepted wherever a block ends', async () => {
  const { rows } = await readText(`a,b\n${'"x"      ,"y"     \n'.repeat(40_000)}`)
  expect(rows).toBe(40_000)
})

test.each([
  ['a byte-order mark', '\uFEFFa,b\n1,2\n'],
  ['CRLF', 'a,b\r\n1,2\r\n'],
  ['CR', 'a,b\r1,2\r'],
  ['no final line end', 'a,b\n1,2'],
  ['final blank lines', 'a,b\n1,2\n\n  \n\n'],
  ['spaces around names', ' a , b \n1,2\n'],
  ['semicolons', 'a;b\n1;2\n'],
])('%s is accepted', async (_, text) => {
  const { columns, cells } = await readText(text)
  expect(columns).toEqual(['a', 'b'])
  expect(cells).toEqual([['1', '2']])
})

test('blank lines are left out and counted', async () => {
  const { numbers } = await readText('\na,b\n\n1,2\n\n\n3,4\n')
  expect(numbers).toEqual([4, 7])
})

test('columns without a name are named by position', async () => {
  expect((await readText(',b\n1,2\n')).columns).toEqual(['column1', 'b'])
  const { columns, numbers } = await readText('1,2\n3,4\n', { header: false })
  expect(columns).toEqual(['column1', 'column2'])
  expect(numbers).toEqual([1, 2])
})

const many = '1,2\n'.repeat(60_000)
test.each([
  ['nothing', '', 'data.csv: must hold rows, got an empty file'],
  ['blank lines', '\n\n', 'data.csv: must hold rows, got an empty file'],
  ['only a header', 'a,b\n', 'data.csv: must hold rows, got only a header'],
  [
    'a short row',
    'a,b\n1,2\n1\n',
    'data.csv row 3: must have 2 cells like the header, got 1; add the missing delimiters',
  ],
  [
    'a long row',
    'a,b\n1,2\n1,2,3\n',
    'data.csv row 3: must have 2 cells like the header, got 3; put a cell that contains the delimiter in double quotes',
  ],
  ['a short row far down', `a,b\n${many}1\n`, 'data.csv row 60002: must have 2 cells'],
  [
    'an unclosed quote',
    `a,b\n1,2\n"1,2\n${many}`,
    'data.csv row 3: a quoted cell that begins in this row is never closed',
  ],
  [
    'text after a quote',
    `a,b\n1,2\n"1"x,2\n${many}`,
    'data.csv row 3: a quoted cell that begins in this row goes on after its closing quote',
  ],
  [
    'a duplicate header',
    'a,b,a\n1,2,3\n',
    'data.csv row 1: column names must differ, got "a" in columns 1 and 3; rename one',
  ],
  [
    'UTF-16',
    Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'),
    'data.csv: must be UTF-8 text, got UTF-16',
  ],
  [
    'Latin-1',
    Buffer.from('a,b\n\xe9,2\n', 'latin1'),
    'data.csv: must be UTF-8 text, got other bytes',
  ],
  [
    'a comment as a header',
    '# made by hand\na,b\n1,2\n',
    'row 2: must have 1 cells like the header, got 2; the first row looks like a comment: set data.comment: "#"',
  ],
  [
    'a comment at the end',
    'a,b\n1,2\n# made by hand\n',
    'row 3: must have 2 cells like the header, got 1; it looks like a comment: set data.comment: "#"',
  ],
  ['gzip that is cut off', gzipSync('a,b\n1,2\n').subarray(0, 15), 'data.csv: gzip must be whole'],
  ['gzip of another format', gzipSync('PK\x03\x04'), 'must be a CSV file, got an Excel file'],
  ['gzip within gzip', gzipSync(gzipSync('a\n1\n')), 'got gzip within gzip'],
  ['zeros', new Uint8Array(8), 'data.csv: must be a CSV file, got binary data'],
])('%s is refused', async (_, text, fault) => {
  await expect(readText(text)).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringContaining(fault),
  })
})

test('a file that is not there says so', async () => {
  const sink = { start(): void {}, rows(): void {} }
  const reading = readCsv('nowhere/d.csv', { delimiter: null, header: true }, sink)
  await expect(reading).rejects.toThrow('nowhere/d.csv: no such CSV file; check the path')
})

test('a quote that swallows 16 MB is refused before the memory runs out', async () => {
  const text = `a,b\n"1,2\n${'1,2\n'.repeat(4_600_000)}`
  await expect(readText(text)).rejects.toThrow('row 2: a row must be shorter than 16 MB')
})

test.runIf(existsSync('/proc/self/fd'))(
  'a file whose rows are refused is closed; the open files are counted where the system lists them',
  async () => {
    const open = (): number => readdirSync('/proc/self/fd').length
    const wrong = `a,b\n1,2\n3\n${'4,5\n'.repeat(100_000)}`
    await expect(readText(wrong)).rejects.toThrow('must have 2 cells')
    const before = open()
    for (let i = 0; i < 5; i++) await expect(readText(wrong)).rejects.toThrow('must have 2 cells')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(open()).toBeLessThanOrEqual(before)
  },
)
