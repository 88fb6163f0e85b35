import { type Tensor, type Variable, withValues } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Variables } from '../evaluation/evaluation.ts'
import { collectVariables } from '../modules/collect-variables.ts'
import { type MaskRule, maskRuleOfChain } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { callInTurn, checkLayers, type Layer } from '../modules/sequential.ts'
import { type ParameterSelection, selectParameters } from '../parameter-selection.ts'

/** Which weights of its layers it changes. */
export const changedOption = option.parameters({
  default: 'kernel',
  words: 'which of their weights, by role or by a path from here, such as layers.0.kernel',
})

/** Options of every WeightWrapper. */
export interface WeightWrapperOptions {
  /**
   * Which weights change: by role, or by their paths from here, such as `layers.0.kernel`.
   * @default 'kernel'
   */
  readonly includes?: ParameterSelection
}

/** The option of every layer that changes the weights of others. */
export const wrappedLayers = option.layers({
  words: 'the layers whose weights it changes, one after the other',
})

/**
 * Layers called one after the other, with other values of their weights, which are computed of the weights themselves in
 * each call. The Variables keep the values that are trained: these are what optimizers, constraints, and penalties that
 * ask for weights see. What is computed of the outputs, such as a gradient by the inputs, goes by the other values.
 *
 * Where one stands within another, the outer one changes the weights first.
 */
export abstract class WeightWrapper extends Module {
  /** The layers whose weights it changes. */
  readonly layers: readonly Layer[]
  readonly #changed: Variables

  /**
   * Throws a TypeError for what is no array of layers, a RangeError where `includes` selects none of their weights.
   * `name`: what its errors begin with.
   */
  constructor(
    name: string,
    layers: readonly Layer[],
    { includes = 'kernel' }: WeightWrapperOptions = {},
  ) {
    super()
    checkLayers(name, layers)
    this.layers = layers
    this.#changed = selectWeights(name, includes, collectVariables({ layers }))
  }

  /** The weights that change, by their paths from here, such as `layers.0.kernel`. */
  protected get changed(): Variables {
    return this.#changed
  }

  /**
   * Whether it remembers something of the values of its weights from call to call, so that it cannot be called with
   * several values of them in turn. False unless a subclass says more.
   */
  get remembersWeights(): boolean {
    return false
  }

  /** What stands in for a weight in a call; derivatives pass through how it is computed. */
  protected abstract changedValue(path: string, weight: Variable, mode: Mode): Tensor

  override get maskRule(): MaskRule | undefined {
    return maskRuleOfChain(this.layers)
  }

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    const values = Object.entries(this.#changed).map(
      ([path, weight]) => [weight, this.changedValue(path, weight, mode)] as const,
    )
    return withValues(values, () => callInTurn(this.layers, x, mode))
  }
}

function selectWeights(
  name: string,
  includes: ParameterSelection,
  variables: Variables,
): Variables {
  try {
    return selectParameters(name, includes, variables)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new RangeError(error.message, { cause: error })
  }
}
