import { type Rng, type Shape, ShapeError } from '@sobolev/core'
import { Dense, type Module, Sequential, type Things } from '@sobolev/nn'
import { InputError } from '../errors.ts'

/** A layer of a config, with its name. */
export interface NamedLayer {
  readonly name: string
  readonly plan: Things['layer']
}

/**
 * The model of a config: its layers, then a linear dense layer of `outputs` units. Each layer whose
 * weights are drawn has a source split off by its number among these, the last one `output`, so that
 * dropout between them changes no initial weight.
 *
 * @param inputs the shape of one example
 * @throws InputError naming a layer that its inputs do not fit
 */
export function buildModel(
  layers: readonly NamedLayer[],
  inputs: Shape,
  outputs: number,
  rng: Rng,
): Sequential {
  const shapes = shapesThrough(layers, inputs)
  let drawn = 0
  const built = layers.map(({ plan }, index): Module => {
    const shape = shapes[index] ?? inputs
    const isDrawn = plan.parameters(shape) > 0 && plan.drawsWeights !== false
    return plan.build(shape, isDrawn ? rng.split(drawn++) : rng)
  })
  const width = widthOf(shapes.at(-1) ?? inputs)
  return new Sequential([...built, new Dense(width, outputs, { rng: rng.split('output') })])
}

/** How many numbers the model of `buildModel` trains, without building it. */
export function parameterCount(
  layers: readonly NamedLayer[],
  inputs: Shape,
  outputs: number,
): number {
  const shapes = shapesThrough(layers, inputs)
  const counts = layers.map(({ plan }, index) => plan.parameters(shapes[index] ?? inputs))
  const width = widthOf(shapes.at(-1) ?? inputs)
  return counts.reduce((sum, count) => sum + count, (width + 1) * outputs)
}

/** The shape of an example before each layer, and after the last. */
function shapesThrough(layers: readonly NamedLayer[], inputs: Shape): Shape[] {
  const shapes = [inputs]
  for (const [index, { name, plan }] of layers.entries()) {
    try {
      shapes.push(plan.outputShape(shapes[index] ?? inputs))
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      throw new InputError(`model.layers.${index}.${name}: ${error.message}`, { cause: error })
    }
  }
  return shapes
}

/** The length of what the output layer takes. */
function widthOf(shape: Shape): number {
  const [width] = shape
  if (width !== undefined && shape.length === 1) return width
  throw new InputError(
    `model.layers: the last layer must give one axis for the output layer to take, got [${shape.join(', ')}]; a layer flatten at the end makes one of all`,
  )
}
