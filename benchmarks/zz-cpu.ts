import { setThreads, useWideVectors, compile } from '@sobolev/core'
import { startingPoint } from './workloads/starting-point.ts'
import { training } from './workloads/training.ts'
import { workloadNamed } from './workloads/workload.ts'
const wide = process.argv.includes('wide') && useWideVectors()
const threads = Number(process.argv[2] ?? 1)
await setThreads(threads)
const w = workloadNamed('W3')
for (const pen of [false, true]) {
const { parameters, inputs, targets } = startingPoint(w)
const step = compile(training(w, parameters, pen).step)
for (let i = 0; i < 20; i++) step(inputs, targets)
const out: number[] = [], wall: number[] = []
for (let r = 0; r < 9; r++) {
  const a = process.cpuUsage(), t = performance.now()
  for (let i = 0; i < 10; i++) step(inputs, targets).item()
  const b = process.cpuUsage(a)
  out.push((b.user + b.system) / 1e4); wall.push((performance.now() - t) / 10)
}
out.sort((a, b) => a - b); wall.sort((a, b) => a - b)
console.log(process.version, wide, threads, pen, 'cpu best', out[0]?.toFixed(1), 'median', out[4]?.toFixed(1), 'wall best', wall[0]?.toFixed(1), 'median', wall[4]?.toFixed(1))
}
process.exit()
