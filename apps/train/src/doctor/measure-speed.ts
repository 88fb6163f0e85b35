import { compile, matmul, Rng, type Tensor, tensor } from '@sobolev/core'
import {
  adam,
  Dense,
  Optimizer,
  objective,
  Sequential,
  softmaxCrossEntropy,
  tanh,
} from '@sobolev/nn'

/** How fast this processor is, in one thread and by its own time, whatever else it does. */
export interface Speed {
  /** Cycles a second. */
  readonly clock: number
  /** Operations a second of a matrix product. */
  readonly product: number
  /** Seconds of a training step. */
  readonly step: number
}

/** Takes about two seconds. */
export function measureSpeed(): Speed {
  return { clock: measureClock(), product: measureProduct(), step: measureStep() }
}

/** Of a chain of multiplications and additions that wait for each other: 4 cycles a link on processors since 2010. */
function measureClock(): number {
  const links = 4_000_000
  const chain = (): number => {
    let value = 1
    for (let i = 0; i < links; i++) value = (Math.imul(value, 1664525) + 1013904223) | 0
    return value
  }
  return (links * 4) / secondsOf(chain)
}

function measureProduct(): number {
  const size = 512
  const rng = new Rng(1)
  const [a, b] = [rng.split('a').normal([size, size]), rng.split('b').normal([size, size])]
  const product = compile((x: Tensor, y: Tensor) => matmul(x, y))
  return (2 * size * size * size) / secondsOf(() => product(a, b))
}

function measureStep(): number {
  const rng = new Rng(1)
  const model = new Sequential([
    new Dense(2, 64, { rng: rng.split('first') }),
    tanh,
    new Dense(64, 64, { rng: rng.split('second') }),
    tanh,
    new Dense(64, 2, { rng: rng.split('third') }),
  ])
  const evaluate = objective({ model, loss: softmaxCrossEntropy })
  const optimizer = new Optimizer(adam(), model.variables())
  const step = compile((x: Tensor, y: Tensor) => {
    const { loss, gradients } = evaluate(x, y, { training: true, rng })
    optimizer.apply(gradients)
    return loss
  })
  const x = rng.split('x').normal([64, 2])
  const y = tensor(
    Array.from({ length: 64 }, (_, row) => row % 2),
    { dtype: 'int32' },
  )
  return secondsOf(() => step(x, y))
}

/** The processor's time for one call, the best of several rounds of a tenth of a second, after as long to warm up. */
function secondsOf(work: () => unknown): number {
  const warm = performance.now()
  let calls = 0
  do {
    work()
    calls++
  } while (performance.now() - warm < 100)
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 4; round++) {
    const before = process.cpuUsage()
    for (let call = 0; call < calls; call++) work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1e6 / calls)
  }
  return best
}
