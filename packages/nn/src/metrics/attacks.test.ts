import { readFileSync } from 'node:fs'
import { compile, type Nested, type Tensor } from '@sobolev/core'
import { describe, expect, it, test } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Module } from '../modules/module.ts'
import { fgsm } from './fgsm.ts'
import { pgd } from './pgd.ts'

interface Reference {
  readonly inputs: Nested
  readonly kernel: Nested
  readonly bias: Nested
  readonly cases: readonly {
    readonly method: string
    readonly options: Readonly<Record<string, unknown>>
    readonly loss: string
    readonly kernel: Nested
    readonly targets: number[]
    readonly moved: number[][]
    readonly right: number[]
  }[]
}

const file = new URL('../../reference/attacks.json.golden', import.meta.url)
const { inputs, kernel, bias, cases }: Reference = JSON.parse(readFileSync(file, 'utf8'))

/** The network of the reference, which keeps the inputs that it saw last. */
class Network extends Module {
  readonly #first = float64(kernel)
  readonly #bias = float64(bias)
  readonly #last: Tensor
  seen: Tensor = float64([])

  constructor(last: Nested) {
    super()
    this.#last = float64(last)
  }

  override call(x: Tensor): Tensor {
    this.seen = x
    return x.matmul(this.#first).add(this.#bias).tanh().matmul(this.#last)
  }
}

class Identity extends Module {
  override call(x: Tensor): Tensor {
    return x
  }
}

test.each(cases.map((row, index) => [row.method, row.options, row.loss, index, row] as const))(
  '%s %j under %s moves inputs as PyTorch does: case %i',
  (name, options, lossName, _, row) => {
    const metric = catalogue.of('metric').get(name)?.make(options)
    const loss = catalogue.of('loss').get(lossName)?.make()
    if (metric?.takes !== 'evaluation' || !loss) throw new RangeError(`there is no ${name}`)
    const model = new Network(row.kernel)
    const x = float64(inputs)
    const measure = (targets: Tensor): Tensor =>
      evaluateBatch({ model, loss, inputs: x, targets }, metric.measure)
    const targets = int32(row.targets)
    const right = measure(targets)
    expectClose(model.seen, row.moved.flat(), 1e-9)
    expect(right.toArray()).toEqual(row.right)
    expect(compile(measure)(targets).toArray()).toEqual(row.right)
  },
)

describe.each([
  ['fgsm', fgsm],
  ['pgd', pgd],
])('%s', (name, attack) => {
  it('refuses outputs of several axes, in its own name', () => {
    const cube = float64([[[1, 2]]])
    const loss = (outputs: Tensor): Tensor => outputs.sum([1, 2])
    const batch = { model: new Identity(), loss, inputs: cube, targets: cube }
    expect(() => evaluateBatch(batch, attack({ epsilon: 0.1 }))).toThrow(
      `${name}: outputs must be [n, classes], or [n] or [n, 1] for two, got [1, 1, 2]`,
    )
  })

  it('refuses a minimum above the maximum, and an epsilon below 0', () => {
    expect(() => attack({ epsilon: 0.1, minimum: 1, maximum: 0 })).toThrow(
      `${name}: minimum must be at most maximum 0, got 1`,
    )
    expect(() => attack({ epsilon: -1 })).toThrow(
      `${name}: epsilon must be a finite number of at least 0`,
    )
  })
})
