import { defineMinimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Landscape, Memory, Minimizer, Point } from './minimizer.ts'
import { isFlat, stay, stopAfter } from './stop.ts'
import { lineSearchOptions, strongWolfe } from './strong-wolfe.ts'
import { along, difference, dot, scaled, sumOfMagnitudes, type Vector } from './vectors.ts'

export const lbfgs = defineMinimizer({
  name: 'lbfgs',
  summary:
    'Steps by second derivatives that are estimated from the changes of the last gradients, each as long as a line search says.',
  formula:
    'θ ← θ − α H g, H from the last pairs s = Δθ, y = Δg by two loops, H₀ = sᵀy / yᵀy; α by the strong Wolfe conditions',
  paper: {
    authors: 'Liu & Nocedal',
    year: 1989,
    title: 'On the limited memory BFGS method for large scale optimization',
  },
  cost: 'the objective and its gradient once or twice a step; two float64 vectors of all weights for each pair kept',
  when: 'Smooth objectives of all data at once and some thousand weights: regression, physics-informed networks, the last digits after adam. Not with batches, dropout or noise, which a line search takes for bumps.',
  notes:
    'Its steps are those of PyTorch’s LBFGS with line_search_fn strong_wolfe. A search that finds no lower value is tried once more along the gradient, without the pairs; then training ends. The example is of ½ Σ θ², and its first step of length ‖g‖₂ / ‖g‖₁.',
  aliases: ['limitedMemoryBfgs', 'bfgs', 'l-bfgs-b', 'quasiNewton'],
  options: {
    history: option.integer({
      minimum: 1,
      default: 10,
      words: 'how many of the last steps the curvature is estimated from',
    }),
    ...lineSearchOptions,
  },
  example: { parameters: [1, -3], gradients: [1, -3], updates: [-0.25, 0.75] },
  make({ history, ...search }): Minimizer {
    const searchFrom = (landscape: Landscape, from: Point, pairs: Pairs): Point => {
      const direction = descentOf(from.gradient, pairs)
      const isFirst = pairs.steps.length === 0
      const first = isFirst ? Math.min(1, 1 / sumOfMagnitudes(from.gradient)) : 1
      return strongWolfe(landscape, from, direction, first, search)
    }
    return {
      begin: memoryOf({ steps: [], changes: [] }),
      takeStep(landscape, from, memory) {
        if (isFlat(from, search)) return stay(from, memory, 'converged')
        let pairs = pairsOf(memory)
        let point = searchFrom(landscape, from, pairs)
        if (point === from && pairs.steps.length > 0) {
          pairs = { steps: [], changes: [] }
          point = searchFrom(landscape, from, pairs)
        }
        const step = difference(point.position, from.position)
        const change = difference(point.gradient, from.gradient)
        // Others would make the estimate of the curvature negative, or endless.
        if (dot(step, change) > Number.EPSILON * dot(change, change))
          pairs = {
            steps: [...pairs.steps, step].slice(-history),
            changes: [...pairs.changes, change].slice(-history),
          }
        return { point, memory: memoryOf(pairs), stop: stopAfter(from, point, search) }
      },
    }
  },
})

/** The last steps, and what they changed in the gradient, the newest last. */
interface Pairs {
  readonly steps: readonly Vector[]
  readonly changes: readonly Vector[]
}

const memoryOf = ({ steps, changes }: Pairs): Memory => ({
  'lbfgs.steps': steps,
  'lbfgs.gradientChanges': changes,
})

const vectorsOf = (memory: Memory, name: string): readonly Vector[] => {
  const vectors = memory[name]
  return Array.isArray(vectors) ? vectors : []
}

const pairsOf = (memory: Memory): Pairs => ({
  steps: vectorsOf(memory, 'lbfgs.steps'),
  changes: vectorsOf(memory, 'lbfgs.gradientChanges'),
})

/** −H g: a walk over the pairs, back and forth (Nocedal & Wright 2006, algorithm 7.4). */
function descentOf(gradient: Vector, { steps, changes }: Pairs): Vector {
  const pairs = steps.flatMap((step, index) => {
    const change = changes[index]
    return change ? [{ step, change, inner: dot(step, change) }] : []
  })
  let direction = scaled(-1, gradient)
  const shares = pairs.toReversed().map(({ step, change, inner }) => {
    const share = dot(step, direction) / inner
    direction = along(direction, -share, change)
    return share
  })
  const last = pairs.at(-1)
  if (last) direction = scaled(last.inner / dot(last.change, last.change), direction)
  for (const [index, { step, change, inner }] of pairs.entries()) {
    const share = shares.at(-1 - index) ?? 0
    direction = along(direction, share - dot(change, direction) / inner, step)
  }
  return direction
}
