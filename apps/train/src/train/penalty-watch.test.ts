import { catalogue } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { MethodConfig, type OptionValue, Terms } from '../config/method-config.ts'
import type { Figures } from './figures.ts'
import { PenaltyWatch } from './penalty-watch.ts'
import type { TrainingFigures } from './records.ts'

/** What an epoch of a test came to, `flat` where its gradient is 0 and it is not, and its bound. */
type Epoch = Partial<TrainingFigures> & { readonly isFlat?: boolean; readonly limits?: Figures }

/** What is said of a training whose epochs came to these figures, while it goes and at its end. */
const toldOf = (...epochs: readonly Epoch[]): string[] => toldWith(1, ...epochs)

/** The same with a weight of the penalty as a config says it. */
function toldWith(weight: OptionValue, ...epochs: readonly Epoch[]): string[] {
  const penalties = new Terms([['flat', new MethodConfig('inputGradient', { weight })]])
  const watch = new PenaltyWatch({ catalogue, penalties })
  const found = epochs.flatMap(({ isFlat, limits = {}, ...figures }, index) =>
    watch.epoch(
      {
        ...{ epoch: index + 1, step: index + 1, validation: {} },
        training: { loss: 1, penalties: { flat: 0.2 }, weights: { flat: 1 }, ...figures },
      },
      { flat: isFlat ? ['flat'] : [], limits },
    ),
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
  // Where the shares leave nothing to the loss.
  expect(toldOf({ shares: { flat: 1 } })[0]).toContain('was more than 1000000000000 times the loss')
})

test('of a weight that finds itself it is told how that ends', () => {
  const heavy = { shares: { flat: 0.999 } }
  expect(toldWith(new MethodConfig('uncertainty'), heavy)[0]).toMatch(
    /; give it a number as its weight, or let weight: auto hold it at a tenth of the loss$/,
  )
  expect(toldOf({ ...heavy, limits: { flat: 0.3 } })[0]).toMatch(
    /; that is what its bound of 0.3 costs; raise the bound$/,
  )
})

test('a penalty that ends above its bound is told at the end', () => {
  const text =
    'penalties.flat: came to 0.2 in the last epoch, above its bound of 0.15; train longer, or raise the bound if it stays there'
  const shares = { flat: 0.1 }
  expect(toldOf({ shares, limits: { flat: 0.15 } })).toEqual([text])
  expect(toldOf({ shares, limits: { flat: 0.15 } }, { shares, limits: { flat: 0.195 } })).toEqual(
    [],
  )
})

test('a penalty whose gradient is 0 everywhere is told once', () => {
  const text =
    'penalties.flat: its gradient by everything that is trained is 0, although it is 0.2: training cannot make it smaller; take smooth activations such as tanh, other options of it, or leave it out'
  const flat = { shares: { flat: 0.1 }, ...norms(1, 0), isFlat: true }
  expect(toldOf(flat, flat)).toEqual([text])
  // As of a hinge, which is 0 on the batch of the norms and was not in all of the epoch.
  expect(toldOf({ ...flat, isFlat: false })).toEqual([])
})

test('a penalty that never mattered is told at the end', () => {
  const text =
    'penalties.flat: was never a millionth of the total, nor of the gradients: training without it ends alike; give it more weight or a tighter bound, or leave it out'
  const idle = { shares: { flat: 1e-7 } }
  expect(toldOf({ ...idle, ...norms(1, 1e-7) }, idle)).toEqual([text])
  expect(toldOf({ ...idle, ...norms(1, 1e-3) }, idle)).toEqual([])
  expect(toldOf(idle, { shares: { flat: 1e-5 } })).toEqual([])
})
