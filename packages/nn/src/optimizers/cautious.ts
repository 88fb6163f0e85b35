import { where } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { mapTensors } from '../tensors.ts'
import { sgd } from './sgd.ts'
import { checkWrapped, wrappedOptimizer } from './wrapped-optimizer.ts'

/** The least share of the weights that the steps of the others make up for. */
const LEAST_SHARE = 1e-3

export const cautious = defineOptimizer({
  name: 'cautious',
  summary:
    'Leaves out those parts of an optimizer’s step that go against the gradient of this batch.',
  formula:
    'u · 1[u g < 0] / share, u the step of the optimizer, share the mean of the mask over a variable, at least 0.001',
  paper: {
    authors: 'Liang, Chen, Liu & Liu',
    year: 2024,
    title: 'Cautious optimizers: improving training with one line of code',
    place: 'algorithm 1',
  },
  cost: 'that of the optimizer, and two passes over the gradients',
  when: 'Optimizers with momentum, such as adamw and lion, whose steps go on in a direction that is no longer down.',
  advice: {
    wants: ['diverges'],
    suggested: 'The options of the optimizer alone.',
    notWith:
      'Optimizers without momentum, whose steps all go down, and stay as they are; lookahead within it, whose way back it would leave out, and which it refuses: lookahead of cautious does both; very noisy gradients, of which it keeps the noise that agrees.',
    limits: 'Makes training faster more than its end better.',
  },
  notes:
    'The mean is over the elements of a variable, as in the authors’ program; the paper divides by their number and 1. The decay of weights in a step of adamw is left out with it.',
  aliases: ['cautiousOptimizer', 'cAdamW', 'cLion'],
  options: wrappedOptimizer,
  // With a momentum that is 0 at first, all of the step goes down.
  example: {
    options: { optimizer: sgd({ learningRate: 0.1 }) },
    parameters: [1, -2],
    gradients: [4, 0],
    updates: [-0.8, 0],
  },
  make({ optimizer }) {
    checkWrapped('cautious', optimizer)
    if (optimizer.goesBack)
      throw new RangeError(
        'cautious: the optimizer must take steps that follow the gradient alone, got one that goes back to weights it keeps, as lookahead does, which would be left out as going against it; lookahead({ optimizer: cautious({ optimizer }) }) does both',
      )
    return {
      ...(optimizer.draws && { draws: optimizer.draws }),
      init: (parameters, variables) => optimizer.init(parameters, variables),
      update(gradients, state, context) {
        const { updates, state: next } = optimizer.update(gradients, state, context)
        const masked = mapTensors([updates, gradients], ([update, gradient]) => {
          const slope = update.mul(gradient)
          const share = slope.less(0).cast(update.dtype).mean().maximum(LEAST_SHARE)
          // Asked this way round, a step that is NaN stays so, and does not pass for one of 0.
          return where(slope.greaterEqual(0), 0, update.div(share))
        })
        return { updates: masked, state: next }
      },
    }
  },
})
