import { expect, test } from 'vitest'
import { PenaltyWatch } from './penalty-watch.ts'
import type { TrainingFigures } from './records.ts'

/** What is said of a training whose epochs came to these figures, while it goes and at its end. */
function toldOf(...epochs: readonly Partial<TrainingFigures>[]): string[] {
  const watch = new PenaltyWatch()
  const found = epochs.flatMap((figures, index) =>
    watch.epoch({
      ...{ epoch: index + 1, step: index + 1, validation: {} },
      training: { loss: 1, penalties: { flat: 0.2 }, weights: { flat: 1 }, ...figures },
    }),
  )
  return [...found, ...watch.end()].map(({ place, text }) => `${place}: ${text}`)
}

const norms = (loss: number, flat: number) => ({ gradientNorms: { loss, penalties: { flat } } })

test('a penalty that outweighs the loss a hundred times is told once', () => {
  const text =
    'penalties.flat: was 199 times the loss in epoch 2, so that training goes by little else; lower its weight, or let weight: auto hold it at a tenth of the loss'
  const heavy = { shares: { flat: 0.995 } }
  expect(toldOf({ shares: { flat: 0.9 } }, heavy, heavy)).toEqual([text])
  expect(toldOf({ shares: { flat: 0.98 } })).toEqual([])
  expect(toldOf({ ...heavy, loss: -1 })).toEqual([])
})

test('a penalty whose gradient is 0 everywhere is told once', () => {
  const text =
    'penalties.flat: its gradient by everything that is trained is 0, although it is 0.2: training cannot make it smaller; take smooth activations such as tanh, other options of it, or leave it out'
  const flat = { shares: { flat: 0.1 }, ...norms(1, 0) }
  expect(toldOf(flat, flat)).toEqual([text])
  expect(toldOf({ ...flat, ...norms(1, 0.001) })).toEqual([])
  expect(toldOf({ ...flat, penalties: { flat: 0 } }, { shares: { flat: 0.1 } })).toEqual([])
})

test('a penalty that never mattered is told at the end', () => {
  const text =
    'penalties.flat: was never a millionth of the total, nor of the gradients: training without it ends alike; give it more weight or a tighter bound, or leave it out'
  const idle = { shares: { flat: 1e-7 } }
  expect(toldOf({ ...idle, ...norms(1, 1e-7) }, idle)).toEqual([text])
  expect(toldOf({ ...idle, ...norms(1, 1e-3) }, idle)).toEqual([])
  expect(toldOf(idle, { shares: { flat: 1e-5 } })).toEqual([])
})
