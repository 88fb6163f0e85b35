import {
  concat,
  DTypeError,
  describeValue,
  type Shape,
  ShapeError,
  type Tensor,
  Variable,
} from '@sobolev/core'
import { type FilledOptions, option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import type { FloatDType } from '../float-dtype.ts'
import { glorotUniform } from '../initializers/glorot-uniform.ts'
import { orthogonal } from '../initializers/orthogonal.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { withoutPadding } from '../modules/without-padding.ts'
import type { LayerPlan } from './layer.ts'
import type { RecurrentStates, Steps } from './through-steps.ts'
import { biasInitializerOption } from './weight-options.ts'
import { checkSource, type WeightSource } from './weight-source.ts'

/** The options that all recurrent layers have. */
export const recurrentOptions = {
  units: option.integer({ minimum: 1, words: 'how many numbers its state has' }),
  returnSequences: option.flag({
    default: false,
    words: 'whether it gives the state after every step, and not only after its last',
  }),
  direction: option.choice({
    values: ['forward', 'backward', 'bidirectional'],
    default: 'forward',
    words:
      'whether it goes from the first step to the last, from the last to the first, or both ways, with weights for each and the two states concatenated',
  }),
  useBias: option.flag({ default: true, words: 'whether numbers are added within the step' }),
  kernelInitializer: option.method({
    kind: 'initializer',
    default: glorotUniform,
    words: 'the first values of what the inputs of a step are multiplied with',
  }),
  recurrentInitializer: option.method({
    kind: 'initializer',
    default: orthogonal,
    words: 'the first values of what the state is multiplied with, for each gate by itself',
  }),
  biasInitializer: biasInitializerOption,
}

/** Those options with every default filled in. */
export type RecurrentOptions = FilledOptions<typeof recurrentOptions>

/** What one direction of a recurrent layer learns. */
export interface RecurrentWeights {
  /** [features, gates · units]. */
  readonly kernel: Variable
  /** [units, gates · units]. */
  readonly recurrentKernel: Variable
  /** [gates · units]; null without a bias. */
  readonly bias: Variable | null
}

/** Draws the weights of one direction; each gate from a child of its name. */
export function drawRecurrentWeights(
  { rng, dtype = 'float32' }: WeightSource,
  features: number,
  options: RecurrentOptions,
  gates: readonly string[],
): RecurrentWeights {
  const { units, useBias, kernelInitializer, recurrentInitializer, biasInitializer } = options
  const draw = (name: string, initializer: typeof kernelInitializer, inputs: number): Variable => {
    const fans = { fanIn: inputs, fanOut: units, unitsAxis: 1 }
    const blocks = gates.map((gate) =>
      initializer(rng.split(name).split(gate), [inputs, units], { dtype, fans }),
    )
    return new Variable(concat(blocks, 1), { name, role: 'kernel', unitsAxis: 1 })
  }
  const bias = (): Variable => {
    const values = biasInitializer(rng.split('bias'), [gates.length * units], { dtype })
    return new Variable(values, { name: 'bias', role: 'bias' })
  }
  return {
    kernel: draw('kernel', kernelInitializer, features),
    recurrentKernel: draw('recurrentKernel', recurrentInitializer, units),
    bias: useBias ? bias() : null,
  }
}

/** What the inputs of every step add to its gates: [steps, n, features] → [steps, n, gates · units]. */
export function fromInputs(steps: Steps, { kernel, bias }: RecurrentWeights): Steps {
  const product = steps.inputs.matmul(kernel)
  return { ...steps, inputs: bias ? product.add(bias) : product }
}

/** The gates from `first` to before `end`: [n, gates · units] → [n, (end − first) · units]. */
export const gatesOf = (gates: Tensor, units: number, first: number, end = first + 1): Tensor =>
  gates.slice([null, { start: first * units, stop: end * units }])

/** A layer that goes through a sequence step by step: [n, steps, features] → its states. */
export abstract class Recurrent<W extends RecurrentWeights> extends Module {
  /** Its weights from the first step to the last; null where it goes backward only. */
  readonly forward: W | null
  /** Its weights from the last step to the first; null where it goes forward only. */
  readonly backward: W | null
  readonly units: number
  readonly features: number
  readonly dtype: FloatDType
  readonly returnSequences: boolean
  readonly #name: string

  constructor(
    name: string,
    features: number,
    options: RecurrentOptions,
    source: WeightSource,
    draw: (source: WeightSource) => W,
  ) {
    super()
    if (!Number.isInteger(features) || features < 1)
      throw new TypeError(
        `${name}: the number of features must be a whole number from 1, got ${describeValue(features)}; new ${name}(features, { units, rng })`,
      )
    checkSource(name, source)
    const { rng, dtype = 'float32' } = source
    const { direction, units, returnSequences } = options
    this.#name = name
    this.features = features
    this.units = units
    this.dtype = dtype
    this.returnSequences = returnSequences
    this.forward = direction === 'backward' ? null : draw({ rng: rng.split('forward'), dtype })
    this.backward = direction === 'forward' ? null : draw({ rng: rng.split('backward'), dtype })
  }

  /** Goes through steps, whose inputs are [steps, n, features]. */
  protected abstract run(steps: Steps, weights: W): RecurrentStates

  override get maskRule(): MaskRule {
    return this.returnSequences ? 'kept' : 'gone'
  }

  /**
   * Steps that `mode.mask` leaves out are passed over in both directions, so that the last state is that of the last
   * step that is there; in their places stands the state before them.
   *
   * Throws a ShapeError unless `x` is [n, steps, features], a DTypeError for another dtype than the weights'.
   */
  override call(x: Tensor, mode?: Mode): Tensor {
    checkTensors(this.#name, { x })
    if (x.rank !== 3 || x.shape[2] !== this.features)
      throw new ShapeError(
        `${this.#name}: x must be [n, steps, ${this.features}], got [${x.shape.join(', ')}]`,
      )
    if (x.dtype !== this.dtype)
      throw new DTypeError(
        `${this.#name}: x must be ${this.dtype}, as its weights are, got ${x.dtype}; x.cast("${this.dtype}") converts`,
      )
    const mask = mode?.mask
    const inputs = withoutPadding(this.#name, x, mask).transpose([1, 0, 2])
    const isThere = mask?.transpose().expandDims(-1)
    const results = [
      ...(this.forward ? [this.run({ inputs, isThere, reverse: false }, this.forward)] : []),
      ...(this.backward ? [this.run({ inputs, isThere, reverse: true }, this.backward)] : []),
    ]
    if (!this.returnSequences) return sideBySide(results.map(({ last }) => last))
    return sideBySide(results.map(({ states }) => states)).transpose([1, 0, 2])
  }
}

/** Concatenates the states of both directions; those of one alone need no copy. */
function sideBySide(states: readonly Tensor[]): Tensor {
  const [first, second] = states
  return first && !second ? first : concat(states, -1)
}

/** The plan of such a layer; `parametersOf` counts what one direction learns. */
export function recurrentPlan(
  name: string,
  { direction, units, returnSequences }: RecurrentOptions,
  parametersOf: (features: number) => number,
  build: (features: number, source: WeightSource) => Module,
): LayerPlan {
  const directions = direction === 'bidirectional' ? 2 : 1
  return {
    outputShape(inputs) {
      const { steps } = sequenceShape(name, inputs)
      return returnSequences ? [steps, directions * units] : [directions * units]
    },
    parameters: (inputs) => directions * parametersOf(sequenceShape(name, inputs).features),
    build: (inputs, rng, { dtype = 'float32' } = {}) =>
      build(sequenceShape(name, inputs).features, { rng, dtype }),
  }
}

function sequenceShape(name: string, inputs: Shape): { steps: number; features: number } {
  const [steps, features] = inputs
  if (steps === undefined || features === undefined || inputs.length !== 2)
    throw new ShapeError(
      `${name}: inputs must be [n, steps, features], got [${['n', ...inputs].join(', ')}]`,
    )
  return { steps, features }
}
