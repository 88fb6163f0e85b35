import {
  checkOptions,
  gather,
  type OptionKinds,
  type Rng,
  type Tensor,
  tensor,
} from '@sobolev/core'
import { checkRng } from '../check-rng.ts'
import { modulesOf, watchInputs } from '../evaluation/observe-calls.ts'
import { Dense } from '../layers/dense.ts'
import { WeightWrapper } from '../layers/weight-wrapper.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import type { Initialization } from './initialization.ts'

/** Options of `adaptModel`. */
export interface AdaptOptions {
  /** Random numbers of the first weights: each layer draws from the child of its path. */
  readonly rng: Rng
  /** First weights of dense layers; what they have unless given. */
  readonly initialization?: Initialization | null
  /** bool [n, steps], of sequences: which steps are there. */
  readonly mask?: Tensor | undefined
}

const kinds: OptionKinds<AdaptOptions> = { rng: 'any', initialization: 'any', mask: 'any' }

/** Whether a model holds a layer that takes from examples what it has to know, as `piecewiseLinearEmbedding` does. */
export const adapts = (model: Module): boolean =>
  modulesIn(model).some(([, module]) => module.adapt !== undefined)

/**
 * Lets the layers of a model take from `examples`, inputs [n, ...] that are trained on, what they have to know before
 * the first step, and gives dense layers their first weights by an initialization: in one pass, each before it is called
 * for the first time.
 *
 * @throws TypeError for an option that there is not, and for an `rng` that is none
 */
export function adaptModel(model: Module, examples: Tensor, options: AdaptOptions): void {
  const { rng, initialization = null, mask } = checkOptions('adaptModel', options, kinds)
  checkRng('adaptModel', rng)
  const wrapped = new Set(
    modulesIn(model).flatMap(([, module]) =>
      module instanceof WeightWrapper ? [...modulesOf(module).values()] : [],
    ),
  )
  const mode: Mode = { training: false, ...(mask && { mask }) }
  const modules = new Map(modulesIn(model))
  const begun = new Set<Module>()
  watchInputs(
    modules,
    () => model.call(examples, mode),
    (path, inputs, modeOfCall) => {
      const module = modules.get(path)
      if (module === undefined || begun.has(module)) return
      begun.add(module)
      const rows = presentRows(inputs, modeOfCall?.mask)
      module.adapt?.(rows)
      if (initialization && module instanceof Dense && !wrapped.has(module))
        initialization.begin(module, asMatrix(rows), rng.split(path))
    },
  )
}

/** The model and the modules within it, by path. */
const modulesIn = (model: Module): (readonly [string, Module])[] => [
  ['', model],
  ...[...modulesOf(model)].flatMap(([path, module]) =>
    module instanceof Module ? [[path, module] as const] : [],
  ),
]

/** Inputs without the steps that are not there: [n, steps, ...] → [present, ...] where there is a mask of them. */
function presentRows(inputs: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return inputs
  const present = Array.from(mask.data, (value, step) => (value ? [step] : [])).flat()
  const steps = inputs.reshape([mask.size, ...inputs.shape.slice(mask.rank)])
  return gather(steps, tensor(present, { dtype: 'int32', shape: [present.length] }))
}

const asMatrix = (inputs: Tensor): Tensor =>
  inputs.rank === 2 ? inputs : inputs.reshape([-1, inputs.shape.at(-1) ?? 1])
