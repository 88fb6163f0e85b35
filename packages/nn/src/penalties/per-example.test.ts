import { concat, Rng, type Tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { layoutOfTwo } from '../../testing/example-columns.ts'
import { problemsFor } from '../../testing/problem-for.ts'
import { tanh } from '../activations/tanh.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import type { Columns } from '../evaluation/columns.ts'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'

const rng = new Rng(4)
const marked = [...catalogue.of('penalty').values()].filter(({ perExample }) => perExample)

it('some penalties are of single examples', () => expect(marked).not.toEqual([]))

it.each(marked)(
  '$name of a batch of equal examples is that of one of them, so that it is a mean',
  (definition) => {
    const { make } = definition
    const penalty = make(definition.example.options)
    const [problem] = problemsFor(definition)
    const model = new Sequential([
      new Dense(2, 3, { rng: rng.split('a'), activation: tanh, dtype: 'float64' }),
      new Dense(3, problem.outputs, { rng: rng.split('b'), dtype: 'float64' }),
    ])
    const penalties = { mine: { penalty, weight: 1 } }
    const parts = { model, penalties, loss: problem.loss, rng }
    const step = objective({ ...parts, stepsPerEpoch: 1, layout: layoutOfTwo })
    const columns = problem.columns(rng.split('columns'), 1)
    const columnsOf = (n: number): Columns =>
      Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, concat(Array(n).fill(column))]),
      )
    // A mean over equal examples is that of one; what draws random directions for each is not compared.
    let draws = false
    const penaltyOf = (inputs: Tensor, targets: Tensor): number => {
      const mode = {
        training: true,
        get rng() {
          draws = true
          return rng
        },
      } as const
      const details = { columns: columnsOf(inputs.shape[0] ?? 0) }
      return step(inputs, targets, mode, 0, details).penalties.mine?.item() ?? Number.NaN
    }
    const x = rng.split('x').normal([1, 2], { dtype: 'float64' })
    const y = problem.targets(rng.split('y'), 1)
    const [one, three] = [penaltyOf(x, y), penaltyOf(concat([x, x, x]), concat([y, y, y]))]
    if (!draws) expect(three).toBeCloseTo(one, 12)
  },
)
