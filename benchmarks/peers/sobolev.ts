/**
 * Sobolev. Arguments: the folder of the starting points, threads, `compiled` or `eager`, and the vectors:
 * `wide`, `narrow`, or `plain` for those that `sobolev train` uses unasked.
 */
import { areWideVectorsCompared, compile, setThreads, Tensor, useWideVectors } from '@sobolev/core'
import { training } from '../workloads/training.ts'
import { type Numbers, norm, readNumbers } from './numbers.ts'
import { serve } from './protocol.ts'
import { versionIn } from './version.ts'

const [folder = '.', threads = '1', mode = 'compiled', vectors = 'plain'] = process.argv.slice(2)

const tensorOf = ({ shape, data }: Numbers): Tensor =>
  new Tensor(shape, data instanceof Int32Array ? 'int32' : 'float32', data)

const version = versionIn(new URL('../../packages/core/package.json', import.meta.url))
const wanted = vectors === 'wide' || (vectors === 'plain' && areWideVectorsCompared())
const wide = wanted && useWideVectors()
const running = await setThreads(Number(threads))
const greeting =
  running === Number(threads) && wide === wanted
    ? { name: 'Sobolev', version, threads: running }
    : { unavailable: `${threads} threads and ${vectors} vectors were asked for` }

await serve(greeting, async (name, penalty) => {
  const start = readNumbers(folder, name)
  const inputs = tensorOf(start.inputs)
  const targets = tensorOf(start.targets)
  const { derivatives, step } = training(start, start.parameters.map(tensorOf), penalty)
  const run = mode === 'compiled' ? compile(step) : step
  const check = mode === 'compiled' ? compile(derivatives) : derivatives
  return {
    async check() {
      const { total, gradients } = check(inputs, targets)
      return { loss: total.item(), norms: Object.values(gradients).map(({ data }) => norm(data)) }
    },
    async run(steps) {
      for (let i = 1; i < steps; i++) run(inputs, targets)
      return run(inputs, targets).item()
    },
  }
})
