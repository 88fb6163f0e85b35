import { full, where } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { selectParameters } from '../parameter-selection.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { sgd } from './sgd.ts'
import { checkWrapped, wrappedOptimizer } from './wrapped-optimizer.ts'

export const constrainedDecay = defineOptimizer({
  name: 'constrainedDecay',
  summary:
    'Lets the weights of each kernel decay just as much as keeps their size below a bound of its own: CPR.',
  formula:
    'R = ½ mean(θ²); λ ← max(0, λ + rate · (R − κ)); θ ← θ + u − λ θ, u the step of the optimizer, for each kernel; κ is R after warmStart',
  paper: {
    authors: 'Franke, Hefenbrock, Koehler & Hutter',
    year: 2023,
    title: 'Constrained parameter regularization',
  },
  cost: 'that of the optimizer, and one more pass over the weights',
  when: 'In place of weight decay where no decay suits all kernels: what is to be found is when they are large enough, in place of how fast they shrink.',
  advice: {
    wants: ['fewRows', 'diverges'],
    suggested:
      'adam, a rate of 1, and a warm start of two to four times that of the learning rate.',
    notWith: 'adamw, l2 and other decays of the same kernels; constraints on their size.',
    limits: 'Sizes pass the bound before they come back to it: the multiplier must grow first.',
  },
  notes:
    'An augmented Lagrangian of R ≤ κ for each kernel. The paper has other ways to κ as well; nothing decays during the warm start. R is the paper’s; the authors’ program has mean(θ²) for it, and its derivative 2 θ, so that a rate of 1 there is one of 4 here.',
  aliases: ['cpr', 'adamCpr', 'constrainedParameterRegularization'],
  options: {
    ...wrappedOptimizer,
    warmStart: option.duration({ words: 'after how long the bounds are what sizes have come to' }),
    rate: option.number({
      above: 0,
      default: 1,
      words: 'how fast the decay grows where a size is above its bound',
    }),
    includes: option.parameters({ default: 'kernel', words: 'the variables that are held' }),
  },
  // During the warm start, the step of the optimizer.
  example: {
    options: { optimizer: sgd({ learningRate: 0.1 }), warmStart: 2 },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.4, 0.1],
  },
  make({ optimizer, warmStart, rate, includes }) {
    checkWrapped('constrainedDecay', optimizer)
    return {
      ...(optimizer.draws && { draws: optimizer.draws }),
      ...(optimizer.goesBack && { goesBack: true }),
      init(parameters, variables) {
        const held = selectParameters('includes', includes, variables)
        const zeros: Tensors = Object.fromEntries(
          Object.keys(parameters)
            .filter((path) => Object.hasOwn(held, path))
            .map((path) => [path, full([], 0, { dtype: 'float64' })]),
        )
        return {
          ...optimizer.init(parameters, variables),
          'constrainedDecay.bound': zeros,
          'constrainedDecay.multiplier': zeros,
        }
      },
      update(gradients, state, context) {
        const { parameters, step } = context
        const { updates, state: inner } = optimizer.update(gradients, state, context)
        const isBound = step.greater(warmStart)
        const bounds: Record<string, Tensors[string]> = {}
        const multipliers: Record<string, Tensors[string]> = {}
        const decayed = mapTensors([updates, parameters], ([update, weights], path) => {
          const before = state['constrainedDecay.bound']?.[path]
          const multiplier = state['constrainedDecay.multiplier']?.[path]
          if (!before || !multiplier) return update
          const size = weights.square().mean().div(2).cast('float64')
          const bound = where(isBound, before, size)
          // 0 as long as the bound is the size.
          const next = multiplier.add(size.sub(bound).mul(rate)).maximum(0)
          bounds[path] = bound
          multipliers[path] = next
          return update.sub(weights.mul(next.cast(weights.dtype)))
        })
        return {
          updates: decayed,
          state: {
            ...inner,
            'constrainedDecay.bound': bounds,
            'constrainedDecay.multiplier': multipliers,
          },
        }
      },
    }
  },
})
