/**
 * Speed and memory of loading a CSV file of numbers, 1,000,000 rows × 20 columns, about 190 MB, written
 * anew to a temporary folder. Every load runs in a process of its own. `npm run bench:csv`, or
 * `npm run bench:csv -- 100000` for another number of rows.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeNumericCsv } from './csv-file.ts'
import type { LoadCost } from './csv-load.ts'
import { host } from './host.ts'

const COLUMNS = 20
const TIMES = 3
const MEBIBYTE = 2 ** 20

const rows = Number(process.argv[2] ?? 1_000_000)
if (!Number.isInteger(rows) || rows < 1)
  throw new RangeError('csv: rows must be a whole number, 1 or more')

async function load(path: string, kind: string): Promise<LoadCost> {
  const program = join(import.meta.dirname, 'csv-load.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    program,
    path,
    kind,
  ])
  return JSON.parse(stdout)
}

const folder = await mkdtemp(join(tmpdir(), 'sobolev-csv-'))
try {
  const path = join(folder, 'numbers.csv')
  const bytes = await writeNumericCsv(path, rows, COLUMNS)
  const megabytes = (bytes / 1e6).toFixed(0)
  console.log(`Loading ${rows} rows × ${COLUMNS} columns of numbers, ${megabytes} MB\n${host()}\n`)
  console.log('            seconds     MB/s   peak MiB  above start   bytes a number')
  for (const kind of ['table', 'dataset']) {
    const costs: LoadCost[] = []
    for (let i = 0; i < TIMES; i++) costs.push(await load(path, kind))
    const seconds = Math.min(...costs.map((cost) => cost.seconds))
    const peak = Math.max(...costs.map((cost) => cost.peak))
    const above = Math.max(...costs.map((cost) => cost.peak - cost.before))
    const figures = [
      seconds.toFixed(2).padStart(10),
      (bytes / 1e6 / seconds).toFixed(1).padStart(9),
      (peak / MEBIBYTE).toFixed(0).padStart(11),
      (above / MEBIBYTE).toFixed(0).padStart(13),
      (above / (rows * COLUMNS)).toFixed(1).padStart(17),
    ]
    console.log(kind.padEnd(9) + figures.join(''))
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
