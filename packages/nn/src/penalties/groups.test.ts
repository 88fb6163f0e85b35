import { compile, concat, GradientTape, Rng, ShapeError, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import type { Columns } from '../evaluation/columns.ts'
import { Dense } from '../layers/dense.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { objective } from '../objective/objective.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { linear } from '../schedules/linear.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { groupDro } from './group-dro.ts'
import { irm } from './irm.ts'
import type { Penalty } from './penalty.ts'
import { vrex } from './vrex.ts'

const rng = new Rng(6)
const mode = { training: true, rng } as const
const model = new Dense(2, 3, { rng, dtype: 'float64' })
const inputs = rng.split('inputs').normal([6, 2], { dtype: 'float64' })
const targets = int32([0, 2, 1, 1, 0, 2])
const sites = [0, 1, 1, 0, 1, 1]

/** A 1 in each row for the group of that number. */
const ones = (numbers: readonly number[], groups: number): Tensor =>
  float64(numbers.map((number) => Array.from({ length: groups }, (_, g) => Number(g === number))))

/** The third environment has no row in the batch. */
const columns: Columns = { site: ones(sites, 3), half: ones([0, 0, 0, 1, 1, 1], 2) }

const objectiveOf = (penalty: Penalty, groups = { site: 3, half: 2 }) =>
  objective({
    ...{ model, loss: softmaxCrossEntropy, rng, layout: { inputs: {}, groups } },
    penalties: { term: { penalty, weight: 1 } },
  })

const penaltyValue = (penalty: Penalty): number =>
  objectiveOf(penalty)(inputs, targets, mode, 0, { columns }).penalties.term?.item() ?? Number.NaN

const rowsOf = (site: number): Tensor =>
  int32(sites.flatMap((other, row) => (other === site ? [row] : [])))

/** The mean loss of each environment that has rows, with the outputs times w. */
const risksAt = (w: Tensor): Tensor[] =>
  [0, 1].map((site) => {
    const rows = rowsOf(site)
    return softmaxCrossEntropy(
      model.call(inputs).gather(rows, 0).mul(w),
      targets.gather(rows, 0),
    ).mean()
  })

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

describe('irm', () => {
  it('is the square of each environment’s slope by a factor of the outputs', () => {
    const w = float64(1)
    const tape = new GradientTape({ persistent: true })
    tape.watch(w)
    const squares = tape
      .record(() => risksAt(w))
      .map((risk) => tape.gradient(risk, w).square().item())
    expect(penaltyValue(irm({ environments: 'site' }))).toBeCloseTo(mean(squares), 12)
  })

  it('finds the cause in the linear model of the paper, where the loss alone takes an effect for one', () => {
    const environments = [0.2, 1, 2].map((noise, site) => {
      const normal = (name: string, deviation: number): Tensor =>
        rng
          .split(site)
          .split(name)
          .normal([1000, 1], { standardDeviation: deviation, dtype: 'float64' })
      const cause = normal('cause', noise)
      const y = cause.add(normal('y', noise))
      return { x: concat([cause, y.add(normal('effect', 1))], 1), y }
    })
    const x = concat(
      environments.map((environment) => environment.x),
      0,
    )
    const y = concat(
      environments.map((environment) => environment.y),
      0,
    )
    const site = ones(
      Array.from({ length: 3000 }, (_, row) => Math.floor(row / 1000)),
      3,
    )
    const trained = (weight: Schedule): number[] => {
      const model = new Dense(2, 1, { rng: rng.split('linear'), dtype: 'float64', useBias: false })
      const step = objective({
        ...{ model, loss: squaredError },
        penalties: { irm: { penalty: irm({ environments: 'site' }), weight } },
      })
      const optimizer = new Optimizer(adam({ learningRate: 0.02 }), model.variables())
      const train = compile((number: Tensor) =>
        optimizer.apply(step(x, y, mode, number, { columns: { site } }).gradients),
      )
      for (let number = 0; number < 600; number++) train(int32(number))
      return Array.from(model.kernel.value.data)
    }
    const [, plainEffect = 0] = trained(0)
    const [cause = 0, effect = 1] = trained(linear({ from: 0, to: 6, duration: 300 }))
    expect(plainEffect).toBeGreaterThan(0.5)
    expect(Math.abs(effect)).toBeLessThan(0.15)
    expect(Math.abs(cause - 1)).toBeLessThan(0.15)
  })
})

describe('vrex', () => {
  it('is the variance of the mean losses of environments that have rows', () => {
    const risks = risksAt(float64(1)).map((risk) => risk.item())
    const wanted = mean(risks.map((risk) => (risk - mean(risks)) * (risk - mean(risks))))
    expect(penaltyValue(vrex({ environments: 'site' }))).toBeCloseTo(wanted, 12)
  })
})

describe('groupDro', () => {
  it('weighs groups by how they did in all steps before', () => {
    const step = objectiveOf(groupDro({ groups: 'site', stepSize: 0.5 }))
    const risks = [...risksAt(float64(1)).map((risk) => risk.item()), 0]
    let q = [1 / 3, 1 / 3, 1 / 3]
    for (let number = 0; number < 3; number++) {
      const grown = q.map(
        (weight, g) =>
          weight *
          float64((risks[g] ?? 0) / 2)
            .exp()
            .item(),
      )
      q = grown.map((weight) => weight / (3 * mean(grown)))
      const { penalties } = step(inputs, targets, mode, number, { columns })
      const wanted = q.reduce((sum, weight, g) => sum + weight * (risks[g] ?? 0), 0)
      expectClose(penalties.term ?? float64(0), [wanted])
      expectClose(step.state()['term.q'] ?? float64(0), q)
    }
  })

  it('stays a number where losses are large, and a group may come back from a tiny weight', () => {
    const penalty = groupDro({ groups: 'site', stepSize: 1 })
    const step = objective({
      ...{ model, loss: squaredError, rng, layout: { inputs: {}, groups: { site: 2 } } },
      penalties: { term: { penalty, weight: 1 } },
    })
    const farFrom = (group: number): Tensor =>
      float64(sites.map((s) => Array(3).fill(s === group ? 60 : 0)))
    const site = { columns: { site: ones(sites, 2) } }
    const { total } = step(inputs, farFrom(1), mode, 0, site)
    expect(Number.isFinite(total.item())).toBe(true)
    expect(Array.from(step.state()['term.q']?.data ?? [])).toEqual([0, 1])
    step.restore({ 'term.q': float64([1e-200, 1]) })
    step(inputs, farFrom(0), mode, 1, site)
    expect(step.state()['term.q']?.data[0]).toBeCloseTo(1, 12)
  })

  it('takes several columns for the combinations of their groups', () => {
    const step = objectiveOf(groupDro({ groups: ['site', 'half'] }))
    step(inputs, targets, mode, 0, { columns })
    expect(step.state()['term.q']?.shape).toEqual([6])
  })

  it('needs to know how many groups there are', () => {
    expect(() => objectiveOf(groupDro({ groups: 'sites' }))).toThrow(
      'term: there must be a column of groups named "sites", but the names are "site", "half"; did you mean "site"?',
    )
  })
})

it('groups are rows with a 1', () => {
  const step = objectiveOf(vrex({ environments: 'site' }))
  const call = () => step(inputs, targets, mode, 0, { columns: { site: int32(sites) } })
  expect(call).toThrow(ShapeError)
  expect(call).toThrow(
    'vrex: a column of groups must be [n, groups] with a 1 in each row, got shape [6] for "site"; oneHot(numbers, groups) makes one of the numbers of groups',
  )
})
