/**
 * What compiling costs around the arithmetic: making a program, calling it, and walking its
 * instructions. `npm run bench:tracing`.
 */
import { Machine } from '@sobolev/kernels'
import { host } from './host.ts'
import { compiledStep } from './workloads/compiled-step.ts'
import { workloadNamed } from './workloads/workload.ts'

const sorted = (figures: readonly number[]): number[] => [...figures].sort((a, b) => a - b)
const median = (figures: readonly number[]): number =>
  sorted(figures)[figures.length >> 1] ?? Number.NaN
const best = (figures: readonly number[]): number => sorted(figures)[0] ?? Number.NaN

// The machine's own time is taken where its programs start and end.
let inside = 0
const { run } = Machine.prototype
Machine.prototype.run = function timed(program): void {
  const start = performance.now()
  try {
    run.call(this, program)
  } finally {
    inside += performance.now() - start
  }
}

/** Milliseconds of one call: in all, and in the machine. */
function call(step: { run(): void }): { all: number; own: number } {
  inside = 0
  const start = performance.now()
  step.run()
  return { all: performance.now() - start, own: inside }
}

/** Milliseconds from the function to its first result, less what a later call takes. */
function compiling(name: string): number {
  const step = compiledStep(name)
  const first = call(step).all
  return first - best(Array.from({ length: 10 }, () => call(step).all))
}

const calls = (step: { run(): void }, times: number): { all: number; own: number }[] => {
  for (let i = 0; i < times / 4; i++) step.run()
  return Array.from({ length: times }, () => call(step))
}

const figures = (values: readonly number[], unit: string, digits = 2): string =>
  `median ${median(values).toFixed(digits)} ${unit}, best ${best(values).toFixed(digits)} ${unit}`

console.log(`Tracing and calling, steps with the penalty\n${host()}\n`)

const [cold = Number.NaN, ...warm] = Array.from({ length: 12 }, () => compiling('W1'))
console.log(
  `W1, tracing and compiling: the first in this process ${cold.toFixed(1)} ms; then ${figures(warm, 'ms', 1)}`,
)

for (const [name, times] of [
  ['W1', 1500],
  ['W2', 4000],
] as const) {
  const taken = calls(compiledStep(name), times)
  const over = taken.map(({ all, own }) => 1000 * (all - own))
  console.log(`${name}, a cached call above the machine's own time: ${figures(over, 'µs')}`)
}

const w2 = workloadNamed('W2')
// The same program without its arithmetic: one example, and one unit in every layer.
const hollow = { ...w2, widths: [1, 1, 1, 1], batch: 1 }
for (const [label, workload] of [
  ['W2', w2],
  ['W2 with all sizes 1', hollow],
] as const) {
  const step = compiledStep(workload)
  const overhead = calls(step, 4000).map((taken) => taken.own)
  const { instructions, operations } = step.plan()
  const each = overhead.map((ms) => (1e6 * ms) / instructions)
  console.log(
    `${label}: ${instructions} instructions, ${operations} operations, ${figures(overhead, 'ms', 4)}; an instruction ${figures(each, 'ns', 1)}`,
  )
}
