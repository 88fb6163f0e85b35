/**
 * Reads mutated safetensors, configs, files that configs extend, `--set` texts and CSV files. None may crash the program,
 * hang, touch a prototype, take memory that its size does not call for, or break what its target promises.
 * `npm run fuzz -- --seconds 3600` tries each format for an hour, `--only csv --cases 100000` one of them that often;
 * `--seed 7 --only yaml --case 123` tries one input again, `--show` prints it, and `--first 124` goes on behind it.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import * as z from 'zod'
import { type TargetName, targetNames, targets } from './targets.ts'
import { inputOf } from './try-case.ts'

/** Longest that one input may take: milliseconds of the processor, and looks at it, one a second, on a busy machine. */
const longest = { cpu: 20_000, looks: 180 }
/** Looks between two lines of progress. */
const looksPerLine = 60

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    cases: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    case: { type: 'string' },
    first: { type: 'string', default: '0' },
    show: { type: 'boolean', default: false },
  },
})
const number = (text: string): number => z.coerce.number().min(0).parse(text)
const seed = values.seed === undefined ? randomInt(2 ** 31) : number(values.seed)
const names = z
  .array(z.enum(targetNames))
  .parse(values.only === undefined ? Object.keys(targets) : [values.only])

const cases = values.cases === undefined ? 2 ** 31 : number(values.cases)
const usualSeconds = values.cases === undefined ? 10 : Number.MAX_SAFE_INTEGER
const seconds = values.seconds === undefined ? usualSeconds : number(values.seconds)
const notBegun = -1

for (const name of names) {
  const index = values.case === undefined ? undefined : number(values.case)
  if (values.show && index !== undefined)
    process.stdout.write(inputOf(targets[name](), seed, index))
  const fault = await fuzz(name, index)
  if (fault === undefined) continue
  console.error(
    `${fault.reason}\nfailed: npm run fuzz -- --only ${name} --seed ${seed} --case ${fault.index}`,
  )
  process.exit(1)
}

/** Tries one format; returns what failed first, if anything did. */
async function fuzz(
  name: TargetName,
  only: number | undefined,
): Promise<{ index: number; reason: string } | undefined> {
  const current = new SharedArrayBuffer(4)
  const watched = new Int32Array(current).fill(notBegun)
  const program = JSON.stringify(new URL('./worker.ts', import.meta.url))
  // A thread does not inherit how the process reads TypeScript.
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${program}) })`
  const worker = new Worker(start, {
    eval: true,
    workerData: {
      ...{ name, seed, current, first: only ?? number(values.first) },
      ...{ cases: only === undefined ? cases : 1, seconds },
    },
  })
  const hang = new Promise<{ index: number; reason: string }>((resolve) => {
    let [seen, cpu, same, looks] = [notBegun, 0, 0, 0]
    setInterval(() => {
      const index = Atomics.load(watched, 0)
      const { user, system } = process.cpuUsage()
      const used = (user + system) / 1000
      if (++looks % looksPerLine === 0) console.error(`${name}: ${index} …`)
      if (index !== seen || index === notBegun) [seen, cpu, same] = [index, used, 0]
      // Not by the clock, which goes on while the process is stopped.
      else if (used - cpu > longest.cpu || ++same > longest.looks)
        resolve({ index, reason: `one input took more than ${longest.cpu} ms` })
    }, 1000).unref()
  })
  const ended = new Promise<unknown>((resolve) => {
    worker.once('message', resolve)
    worker.once('error', (error) =>
      resolve({ index: Atomics.load(watched, 0), reason: `the process broke: ${error.stack}` }),
    )
  })
  const result = z
    .object({
      tried: z.number().default(0),
      accepted: z.number().default(0),
      index: z.number().optional(),
      reason: z.string().optional(),
    })
    .parse(await Promise.race([hang, ended]))
  await worker.terminate()
  const { tried, accepted, index, reason } = result
  if (index !== undefined && reason !== undefined) return { index, reason }
  console.log(
    `${name}: ${tried} inputs of seed ${seed}, ${accepted} accepted, the others refused in order`,
  )
  return undefined
}
