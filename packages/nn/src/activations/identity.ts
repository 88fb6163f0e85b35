import { defineActivation } from '../catalogue/define.ts'

export const identity = defineActivation({
  name: 'identity',
  summary: 'The input itself.',
  formula: 'f(x) = x',
  paper: { authors: 'Widrow & Hoff', year: 1960, title: 'Adaptive switching circuits' },
  cost: 'none',
  when: 'The last layer, whose outputs are values or logits. Between two layers it adds nothing: together they are one.',
  aliases: ['linear', 'none'],
  smoothness: 'infinite',
  isMonotone: () => true,
  options: {},
  example: { x: [-1, 2], value: [-1, 2] },
  compute: (x) => x,
})
