import { full, maximum, tensor, Variable } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { restoreVariables } from '../restore-variables.ts'
import type { Tensors } from '../tensors.ts'

export const reduceOnPlateau = defineSchedule({
  name: 'reduceOnPlateau',
  summary: 'Multiplied by a factor whenever a figure has not become better for a while.',
  formula: 'max(from · factor^k, to), k the number of plateaus so far',
  paper: {
    authors: 'Krizhevsky, Sutskever & Hinton',
    year: 2012,
    title: 'ImageNet classification with deep convolutional neural networks',
    place: 'section 5',
  },
  cost: 'none to speak of',
  when: 'A learning rate that falls when the validation loss stops falling, with early stopping that waits longer.',
  notes:
    'In a config it goes by what chooses the best epoch, training.best, the validation loss unless that is said otherwise. In the library, tell it a figure of which smaller is better after each epoch: schedule.observe?.(loss); state() and restore() belong in a checkpoint. A figure that is NaN is not better.',
  aliases: ['ReduceLROnPlateau', 'plateau'],
  options: {
    from: option.number({ isValue: true, minimum: 0, words: 'the number at the start' }),
    to: option.number({ isValue: true, minimum: 0, default: 0, words: 'the least it becomes' }),
    factor: option.number({
      above: 0,
      below: 1,
      default: 0.1,
      words: 'what it is multiplied with on a plateau',
    }),
    patience: option.integer({
      minimum: 1,
      default: 10,
      words: 'how many figures without a better one are a plateau',
    }),
    improvement: option.number({
      minimum: 0,
      default: 0.0001,
      words: 'what a figure must be better by',
    }),
    cooldown: option.integer({
      minimum: 0,
      default: 0,
      words: 'how many figures do not count after a plateau',
    }),
  },
  example: { options: { from: 0.3 }, step: 7, value: 0.3 },
  make({ from, to, factor, patience, improvement, cooldown }) {
    const number = (value: number): Variable =>
      new Variable(tensor(value, { dtype: 'float64' }), { trainable: false })
    const remembered = {
      scale: number(1),
      best: number(Number.POSITIVE_INFINITY),
      waited: number(0),
      cooling: number(0),
    }
    const { scale, best, waited, cooling } = remembered
    const numbers = (): number[] => [best, waited, cooling].map(({ value }) => value.item())
    return Object.assign(() => maximum(scale.value.mul(from), full([], to, { dtype: 'float64' })), {
      observe(figure: number): void {
        const [least = 0, waits = 0, cools = 0] = numbers()
        const isBetter = figure < least - improvement
        if (isBetter) best.assign(figure)
        cooling.assign(Math.max(0, cools - 1))
        waited.assign(isBetter || cools > 0 ? 0 : waits + 1)
        if (waited.value.item() < patience) return
        scale.assign(scale.value.mul(factor))
        waited.assign(0)
        cooling.assign(cooldown)
      },
      state: (): Tensors =>
        Object.fromEntries(Object.entries(remembered).map(([name, { value }]) => [name, value])),
      restore: (state: Tensors): void => restoreVariables(remembered, state),
    })
  },
})
