import { type DTypeOptions, Rng, type Shape } from '@sobolev/core'
import type { FloatDType } from '../float-dtype.ts'
import type { Module } from '../modules/module.ts'
import { namingPlace } from '../modules/naming-place.ts'
import type { LayerPlan } from './layer.ts'

/** Layers for inputs of known shapes, not built yet. */
interface LayerParts {
  /** How many numbers the layers train. */
  readonly parameters: number
  /** Whether the first values of any weights are random. */
  readonly drawsWeights: boolean
  /**
   * The layers in their order. Each whose weights are drawn has a source split off by its number among these, so that
   * a layer without such weights changes none of the others. Throws a ShapeError or RangeError of a layer by its path.
   */
  readonly build: (rng: Rng, options?: DTypeOptions<FloatDType>) => Module[]
}

/** Plans of layers that take one another's outputs. */
export interface LayerChain extends LayerParts {
  /** Of one example, without the batch axis. */
  readonly outputShape: Shape
}

/** Plans of layers that all take the same inputs. */
export interface LayerBranches extends LayerParts {
  /** What each gives of one example, without the batch axis. */
  readonly outputShapes: readonly Shape[]
}

/**
 * Takes the shape of one example through the plans of layers, one after the other.
 *
 * @throws ShapeError for a layer that its inputs do not fit, by its path: `layers.1.dense: …`
 */
export function layerChain(plans: readonly LayerPlan[], inputs: Shape): LayerChain {
  let outputShape = inputs
  const links = plans.map((plan, position) => {
    const shape = outputShape
    outputShape = outputShapeOf(plan, shape, position)
    return { plan, shape }
  })
  return { outputShape, ...partsOf(links) }
}

/**
 * Takes the shape of one example through the plans of layers, each by itself.
 *
 * @throws ShapeError for a layer that the inputs do not fit, by its path: `layers.1.dense: …`
 */
export function layerBranches(plans: readonly LayerPlan[], inputs: Shape): LayerBranches {
  return {
    outputShapes: plans.map((plan, position) => outputShapeOf(plan, inputs, position)),
    ...partsOf(plans.map((plan) => ({ plan, shape: inputs }))),
  }
}

function partsOf(
  links: readonly { readonly plan: LayerPlan; readonly shape: Shape }[],
): LayerParts {
  return {
    parameters: links.reduce(
      (sum, { plan, shape }, position) =>
        sum + namingPlace(placeOf(plan, position), () => plan.parameters(shape)),
      0,
    ),
    drawsWeights: links.some(({ plan, shape }) => drawsWeights(plan, shape)),
    build(rng, options) {
      let drawn = 0
      return links.map(({ plan, shape }, position) => {
        const source = drawsWeights(plan, shape) ? rng.split(drawn++) : rng
        return namingPlace(placeOf(plan, position), () => plan.build(shape, source, options))
      })
    },
  }
}

/**
 * How many numbers a layer trains that has weights of its own beside those of its layers, as many as their shapes say:
 * it is built to find out, once for each shape of the inputs. Of layers of more than 10⁸ numbers, which would take
 * too long, theirs alone are counted.
 */
export function countParameters(
  plans: readonly LayerPlan[],
  build: (layers: Module[]) => Module,
): (inputs: Shape) => number {
  const known = new Map<string, number>()
  return (inputs) => {
    const key = inputs.join()
    const chain = layerChain(plans, inputs)
    if (chain.parameters > 1e8) return chain.parameters
    const count = known.get(key) ?? numbersIn(build(chain.build(new Rng(0))))
    known.set(key, count)
    return count
  }
}

const numbersIn = (module: Module): number =>
  Object.values(module.trainableVariables()).reduce((sum, { size }) => sum + size, 0)

function drawsWeights(
  { parameters, drawsWeights: draws = true }: LayerPlan,
  inputs: Shape,
): boolean {
  return parameters(inputs) > 0 && (typeof draws === 'function' ? draws(inputs) : draws)
}

const outputShapeOf = (plan: LayerPlan, inputs: Shape, position: number): Shape =>
  namingPlace(placeOf(plan, position), () => plan.outputShape(inputs))

/** As `layers.1.dense`, or `layers.1` of a plan that is of no method. */
const placeOf = ({ method }: LayerPlan, position: number): string =>
  ['layers', position, ...(method ? [method.name] : [])].join('.')
