import { DTypeError, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { slopeAlong } from '../../testing/slope-along.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import type { Loss } from '../losses/loss.ts'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import type { Batch, BatchTransform } from './batch-transform.ts'
import { cMixup } from './c-mixup.ts'
import { cutmix } from './cutmix.ts'
import { manifoldMixup } from './manifold-mixup.ts'
import { mixup } from './mixup.ts'
import { rowCutout } from './row-cutout.ts'
import { swapNoise } from './swap-noise.ts'

const rng = new Rng(6)
const n = 8
const rows = rng.split('rows').normal([n, 3], { dtype: 'float64' })
const classes = int32([0, 1, 2, 0, 1, 2, 0, 1])
const values = rng.split('values').normal([n], { dtype: 'float64' })
const after = (transform: BatchTransform, batch: Batch, step = 0): Batch =>
  transform(batch, { rng: rng.split(step), step: int32(step) })
const numbers = ({ data }: Tensor): number[] => Array.from(data)
const mixedOf = ({ mixed }: Batch) => {
  if (!mixed) throw new Error('the examples are mixed')
  return { share: numbers(mixed.share), targets: numbers(mixed.targets) }
}

describe('mixup', () => {
  const indices = float64(numbers(values).map((_, i) => i))
  // Each example and target is its own number, from which the partners are read off.
  const numbered = { inputs: indices.reshape([n, 1]), targets: indices }

  it.each(['batch', 'example'] as const)('mixes inputs and targets in one share, per %s', (per) => {
    const batch = after(mixup({ alpha: 1, per }), numbered)
    const { share, targets } = mixedOf(batch)
    expect(new Set(share).size).toBe(per === 'batch' ? 1 : n)
    expect(targets.toSorted((a, b) => a - b)).toEqual(numbers(indices))
    expectClose(
      batch.inputs,
      share.map((part, i) => part * i + (1 - part) * (targets[i] ?? 0)),
    )
    expect(batch.targets).toBe(indices)
  })

  it('mixes weights, so that each loss keeps the part of its own', () => {
    const weights = rng.split('weights').uniform([n], { dtype: 'float64' })
    const plain = after(mixup(1), numbered)
    const batch = after(mixup(1), { ...numbered, weights })
    const [first = 0] = mixedOf(plain).share
    const { share, targets } = mixedOf(batch)
    const both = numbers(batch.weights ?? weights)
    for (const [i, part] of share.entries()) {
      const [own = 0, other = 0] = [weights.data[i], weights.data[targets[i] ?? 0]]
      expect((both[i] ?? 0) * part).toBeCloseTo(first * own, 12)
      expect((both[i] ?? 0) * (1 - part)).toBeCloseTo((1 - first) * other, 12)
    }
  })
})

describe('cutmix', () => {
  const images = float64(Array.from({ length: 4 * 2 * 6 * 5 }, (_, i) => Math.floor(i / 60)))
  const batch = { inputs: images.reshape([4, 2, 6, 5]), targets: float64([0, 1, 2, 3]) }

  it('pastes one box of a partner into each, and its share is that of the rest', () => {
    const areas = new Set<number>()
    for (let step = 0; step < 20; step++) {
      const cut = after(cutmix(), batch, step)
      const { share, targets } = mixedOf(cut)
      for (let example = 0; example < 4; example++) {
        const pixels = numbers(cut.inputs).slice(60 * example, 60 * (example + 1))
        const own = pixels.filter((value) => value === example).length / 60
        if (targets[example] !== example) expect(share[example]).toBeCloseTo(own, 12)
        expect(pixels.every((value) => value === example || value === targets[example])).toBe(true)
        expect(pixels.slice(0, 30)).toEqual(pixels.slice(30))
      }
      areas.add(share[0] ?? 0)
    }
    expect(areas.size).toBeGreaterThan(5)
  })
})

describe('cMixup', () => {
  it('mixes examples whose targets are near', () => {
    const targets = float64([0, 0.1, 5, 5.1, 10, 10.1, 0.05, 5.05])
    for (let step = 0; step < 10; step++) {
      const others = mixedOf(
        after(cMixup({ bandwidth: 0.3 }), { inputs: rows, targets }, step),
      ).targets
      for (const [i, other] of others.entries())
        expect(Math.abs(other - (targets.data[i] ?? 0))).toBeLessThan(1)
    }
  })

  it('draws partners by the kernel of the targets', () => {
    const ofTwo = Array.from({ length: 200 }, (_, i) => i % 2)
    const inputs = rng.split('many').normal([200, 3], { dtype: 'float64' })
    const [steps, transform] = [10, cMixup({ bandwidth: 1 })]
    let others = 0
    for (let step = 0; step < steps; step++) {
      const { targets } = mixedOf(after(transform, { inputs, targets: float64(ofTwo) }, step))
      others += targets.filter((target, i) => target !== ofTwo[i]).length
    }
    // e^−½ to 1.
    expect(others / (steps * 200)).toBeCloseTo(Math.exp(-0.5) / (1 + Math.exp(-0.5)), 1)
  })

  it('refuses classes', () => {
    const call = () => after(cMixup(), { inputs: rows, targets: classes })
    expect(call).toThrow(DTypeError)
    expect(call).toThrow('cMixup: targets must be values, float32 or float64, got int32')
  })
})

describe('manifoldMixup', () => {
  const model = new Sequential([
    new Dense(3, 4, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
    new Dense(4, 3, { rng: rng.split('second'), dtype: 'float64' }),
  ])

  it('mixes the activations behind the layer, or the inputs, in about half of the steps', () => {
    let mixed = 0
    for (let step = 0; step < 40; step++) {
      const { inputs } = after(manifoldMixup('layers.0'), { inputs: rows, targets: classes }, step)
      if (numbers(inputs).some((value, i) => value !== rows.data[i])) mixed++
    }
    expect(mixed).toBeGreaterThan(10)
    expect(mixed).toBeLessThan(30)
  })

  it.each([
    ['softmaxCrossEntropy', softmaxCrossEntropy, classes],
    ['squaredError', squaredError, rng.split('targets').normal([n, 3], { dtype: 'float64' })],
  ] as [string, Loss, Tensor][])(
    'has its loss and gradients, written out, of %s',
    (_, loss, targets) => {
      const mix = manifoldMixup({ layer: 'layers.0', alpha: 1, mixesInputs: false })
      const step = objective({ model, loss, batchTransforms: { mix } })
      const mode = { training: true, rng } as const
      const source = { rng: rng.split('batchTransforms').split('mix'), step: int32(0) }
      const partners = source.rng.split('partners').permutation(n)
      const [share = 0] = mixedOf(mix({ inputs: rows, targets }, source)).share
      const [first, second] = model.layers
      if (!(first instanceof Dense && second instanceof Dense)) throw new Error('two layers')
      const value = (): number => {
        const h = first.call(rows)
        const outputs = second.call(h.mul(share).add(h.gather(partners).mul(1 - share)))
        const [own, other] = [targets, targets.gather(partners)].map((y) => loss(outputs, y).mean())
        return share * (own?.item() ?? 0) + (1 - share) * (other?.item() ?? 0)
      }
      const { loss: got, gradients } = step(rows, targets, mode, 0)
      expectClose(got, [value()])
      for (const [name, variable] of Object.entries(model.variables())) {
        const direction = rng.split(name).normal(variable.shape, { dtype: 'float64' })
        const slope = (gradients[name] ?? got).mul(direction).sum()
        expectClose(slope, [slopeAlong(variable, direction, value)], 1e-8)
      }
    },
  )

  it('must name a layer of the model', () => {
    const batchTransforms = { mix: manifoldMixup('layers.7') }
    const step = objective({ model, loss: softmaxCrossEntropy, batchTransforms })
    expect(() => step(rows, classes, { training: true, rng })).toThrow(
      'outputChanges: must name a module of the model, layers.0, layers.1, got "layers.7"',
    )
  })
})

describe('cells of a table', () => {
  const table = float64(Array.from({ length: 300 * 4 }, (_, i) => i)).reshape([300, 4])
  const cells = (transform: BatchTransform): number[] =>
    numbers(after(transform, { inputs: table, targets: table }).inputs)

  it('swapNoise takes some from any row of the same column', () => {
    const swapped = cells(swapNoise(0.3))
    expect(swapped.every((value, i) => value % 4 === i % 4)).toBe(true)
    const changed = swapped.filter((value, i) => value !== i)
    expect(Math.abs(changed.length / 1200 - 0.3)).toBeLessThan(0.05)
    // The rows are drawn evenly: their mean is within three deviations, 300 / √12 / √360.
    const meanRow = changed.reduce((sum, value) => sum + Math.floor(value / 4), 0) / changed.length
    expect(Math.abs(meanRow - 149.5)).toBeLessThan(14)
    expect(cells(swapNoise(0))).toEqual(numbers(table))
  })

  it('are all that a column became, where a layout says it', () => {
    // A category of three, and a number with an indicator of whether it was missing.
    const elements = ['town', 'town', 'town', 'age', 'age'].map((column, i) => ({
      column,
      kind: i < 3 ? ('category' as const) : ('number' as const),
    }))
    const source = { rng: rng.split('cells'), step: int32(0), layout: { inputs: {}, elements } }
    const ofNumbers = float64(Array.from({ length: 400 * 5 }, (_, i) => Math.floor(i / 5)))
    for (const shape of [
      [400, 5],
      [200, 2, 5],
    ]) {
      const inputs = ofNumbers.reshape(shape)
      const cut = numbers(
        rowCutout({ rate: 0.3, value: -1 })({ inputs, targets: inputs }, source).inputs,
      )
      const swapped = numbers(swapNoise(0.3)({ inputs, targets: inputs }, source).inputs)
      for (const found of [cut, swapped]) {
        const rowsOfCells = Array.from({ length: 400 }, (_, row) =>
          found.slice(row * 5, row * 5 + 5),
        )
        for (const [a, b, c, d, e] of rowsOfCells) expect([a, a, d]).toEqual([b, c, e])
        const changed = rowsOfCells.flatMap(([town, , , age], row) => [town !== row, age !== row])
        expect(Math.abs(changed.filter(Boolean).length / 800 - 0.3)).toBeLessThan(0.05)
        expect(rowsOfCells.some(([town, , , age], row) => town !== row && age === row)).toBe(true)
      }
    }
  })

  it('change by no bit by a layout of columns of one number', () => {
    const elements = ['a', 'b', 'c', 'd'].map((column) => ({ column, kind: 'number' as const }))
    const source = { rng: rng.split(0), step: int32(0), layout: { inputs: {}, elements } }
    for (const transform of [swapNoise(0.3), rowCutout(0.3)])
      expect(numbers(transform({ inputs: table, targets: table }, source).inputs)).toEqual(
        cells(transform),
      )
  })

  it('rowCutout covers some with a value', () => {
    const covered = cells(rowCutout({ rate: 0.2, value: -1 }))
    const count = covered.filter((value) => value === -1).length
    expect(Math.abs(count / 1200 - 0.2)).toBeLessThan(0.04)
    expect(covered.every((value, i) => value === i || value === -1)).toBe(true)
  })
})
