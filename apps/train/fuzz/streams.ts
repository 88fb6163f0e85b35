/**
 * Predicts and measures a large CSV file, as a file and through a pipe, in little memory: predictions must be those of
 * its rows, figures those of all of them, and a file ten times as large must not take more memory than its targets.
 * `npm run streams -- --megabytes 1000`.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { bundle } from '../src/bundle.fixture.ts'
import { blobs, blobsConfig } from '../src/cli/project.fixture.ts'
import { temporaryFolder } from './target.ts'

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '300' } } })
const megabytes = z.coerce.number().min(10).parse(values.megabytes)
const folder = temporaryFolder()
const path = (name: string): string => join(folder, name)

const program = await bundle('./main.ts', folder)

const tellMemory = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => console.error('maxrss', process.resourceUsage().maxRSS))",
)}`

/** Megabytes of the heap, in which the rows of the large file do not fit. */
const heap = 96
const rowsOfBlock = 20_000
const lines = blobs(rowsOfBlock).trimEnd().split('\n')
const header = `${lines.shift()},note\n`
const block = lines
  .map((line, row) => `${line},row ${row} of some text that is passed on\n`)
  .join('')

writeFileSync(path('block.csv'), header + block)
writeFileSync(path('blobs.yaml'), blobsConfig.replace('blobs.csv', 'block.csv'))
await sobolev([
  'train',
  'blobs.yaml',
  '-q',
  '--set',
  'data.exclude=[note]',
  '--set',
  'training.epochs=1',
])
await sobolev(['predict', 'runs/blobs', 'block.csv', '-q', '-o', 'block-predicted.csv'])
const [predictedHeader = '', ...predictedRows] = readFileSync(
  path('block-predicted.csv'),
  'utf8',
).split(/(?<=\n)/)
const predictedBlock = predictedRows.join('')
const ofBlock = figuresOf(await sobolev(['evaluate', 'runs/blobs', 'block.csv', '-q', '--json']))

let failed = false
for (const size of [megabytes / 10, megabytes]) {
  const blocks = Math.ceil((size * 1e6) / block.length)
  const file = openSync(path('large.csv'), 'w')
  writeSync(file, header)
  for (let written = 0; written < blocks; written++) writeSync(file, block)
  closeSync(file)
  const wanted = createHash('sha256').update(predictedHeader)
  for (let index = 0; index < blocks; index++) wanted.update(predictedBlock)
  const digest = wanted.digest('hex')
  for (const input of ['large.csv', '-']) {
    const predicted = await sobolev(['predict', 'runs/blobs', input, '-q'])
    report(`predict ${input}`, size, predicted, predicted.sha256 === digest)
    const evaluated = await sobolev(['evaluate', 'runs/blobs', input, '-q', '--json'])
    const figures = figuresOf(evaluated)
    const isSame = Object.entries(ofBlock).every(
      ([name, figure]) => Math.abs(figure - (figures[name] ?? Number.NaN)) <= 1e-9,
    )
    report(`evaluate ${input}`, size, evaluated, isSame)
  }
}
process.exit(failed ? 1 : 0)

interface Ended {
  readonly start: string
  readonly sha256: string
  readonly megabytes: number
  readonly seconds: number
}

/** Runs a command in the folder; `-` reads the large file through a pipe. */
async function sobolev(argv: readonly string[]): Promise<Ended> {
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heap}`, '--import', tellMemory, program, ...argv],
    { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  if (argv.includes('-')) createReadStream(path('large.csv')).pipe(child.stdin)
  else child.stdin.end()
  const hash = createHash('sha256')
  let [start, told] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    hash.update(chunk)
    if (start.length < 100_000) start += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString()
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  const used = Number(/maxrss (\d+)/.exec(told)?.[1])
  if (code !== 0) throw new Error(`${argv.join(' ')}: ended with ${code}\n${told}`)
  const seconds = (performance.now() - began) / 1000
  return { start, sha256: hash.digest('hex'), megabytes: Math.round(used / 1000), seconds }
}

function figuresOf({ start }: Ended): Record<string, number> {
  return z.object({ figures: z.record(z.string(), z.number()) }).parse(JSON.parse(start)).figures
}

function report(what: string, size: number, ended: Ended, isRight: boolean): void {
  failed ||= !isRight
  console.log(
    `${what} of ${size} MB: ${isRight ? 'right' : 'WRONG'}, ${ended.megabytes} MB of memory, ${ended.seconds.toFixed(1)} s`,
  )
}
