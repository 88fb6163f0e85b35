/**
 * Reads mutated safetensors, configs and CSV files. None may crash the program, hang, touch a prototype
 * or break what its target promises. `npm run fuzz -- --seconds 3600` tries each format for an hour;
 * `--seed 7 --only yaml --case 123` tries one input again, and `--show` prints it.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { type TargetName, targets } from './targets.ts'
import { inputOf } from './try-case.ts'

/** Longest time that one input may take, in milliseconds. */
const longest = 20_000

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string' },
    only: { type: 'string' },
    case: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
})
const number = (text: string): number => z.coerce.number().min(0).parse(text)
const seed = values.seed === undefined ? randomInt(2 ** 31) : number(values.seed)
const names = z
  .array(z.enum(['safetensors', 'yaml', 'csv']))
  .parse(values.only === undefined ? Object.keys(targets) : [values.only])

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
  const program = JSON.stringify(new URL('./worker.ts', import.meta.url))
  // A thread does not inherit how the process reads TypeScript.
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${program}) })`
  const worker = new Worker(start, {
    eval: true,
    workerData: {
      ...{ name, seed, current, first: only ?? 0 },
      ...{ cases: only === undefined ? 2 ** 31 : 1, seconds: number(values.seconds) },
    },
  })
  const watched = new Int32Array(current)
  let seen = -1
  const hang = new Promise<{ index: number; reason: string }>((resolve) => {
    setInterval(() => {
      const index = Atomics.load(watched, 0)
      if (index === seen) resolve({ index, reason: `one input took more than ${longest} ms` })
      seen = index
    }, longest).unref()
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
