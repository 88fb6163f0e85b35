/**
 * Memory of the steps with the penalty: whether the process's stays flat over many of them, and what
 * their programs take. `npm run bench:memory`, or with `-- --quick` for a hundredth of the steps.
 */
import { host } from './host.ts'
import { table } from './race/table.ts'
import { compiledStep } from './workloads/compiled-step.ts'

const MEBIBYTE = 2 ** 20
const SAMPLES = 10

const mebibytes = (bytes: number): string => (bytes / MEBIBYTE).toFixed(1)

/** Resident bytes after each tenth of the steps. */
function residentBytes(name: string, steps: number): number[] {
  const { run } = compiledStep(name)
  return Array.from({ length: SAMPLES }, () => {
    for (let i = 0; i < steps / SAMPLES; i++) run()
    return process.memoryUsage.rss()
  })
}

const share = process.argv.includes('--quick') ? 0.01 : 1
console.log(`Memory, with the penalty\n${host()}\n`)

const flat = [
  { name: 'W2', steps: 100_000 },
  { name: 'W1', steps: 2000 },
].map(({ name, steps }) => {
  const taken = steps * share
  const samples = residentBytes(name, taken)
  return [name, taken.toString(), ...samples.map(mebibytes)]
})
const tenths = Array.from({ length: SAMPLES }, (_, i) => `${i + 1}/${SAMPLES}`)
console.log(`Resident MiB after parts of the steps\n\n${table(['', 'steps', ...tenths], flat)}\n`)

const plans = ['W1', 'W2', 'W5', 'W6'].map((name) => {
  const { workspace, sideBySide, lowerBound } = compiledStep(name).plan()
  return [
    ...[name, mebibytes(workspace), mebibytes(sideBySide), mebibytes(lowerBound)],
    ...[(sideBySide / workspace).toFixed(1), (workspace / lowerBound).toFixed(2)],
  ]
})
const head = ['', 'workspace', 'side by side', 'alive at once', 'times less', 'over the bound']
console.log(`What a program needs for its results, MiB\n\n${table(head, plans)}`)
