import { Rng, stack, type Tensor, Variable, withValues } from '@sobolev/core'
import type { Variables } from '../evaluation/evaluation.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { pairValues } from '../pair-values.ts'
import type { Tensors } from '../tensors.ts'
import { combineOutputs, type OutputMeaning } from './combine-outputs.ts'
import { rowsForMembers } from './member-rows.ts'

/** The members of an ensemble as one model for predictions, which gives what `combineOutputs` makes of theirs. */
export abstract class EnsembleModel extends Module {
  /** What outputs mean, by which those of the members become one. */
  readonly meaning: OutputMeaning

  constructor(meaning: OutputMeaning) {
    super()
    this.meaning = meaning
  }

  /** What each member gives: [members, n, ...]. */
  abstract outputsOfMembers(x: Tensor, mode: Mode): Tensor

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    return combineOutputs(this.outputsOfMembers(x, mode), this.meaning)
  }
}

/** One model with the weights of each member in turn, which are its variables: `members.0.layers.0.kernel`. */
export class WeightEnsemble extends EnsembleModel {
  /** By the paths of the model. */
  readonly members: readonly Variables[]
  readonly #model: Module

  /**
   * `members`: their number, whose weights are those of the model at first; or the weights of each, such as of some
   * members of another ensemble. What a member lacks is that of the model.
   *
   * @throws TypeError for a weight that the model lacks, ShapeError or DTypeError for one that it cannot take
   */
  constructor(model: Module, members: number | readonly Variables[], meaning: OutputMeaning) {
    super(meaning)
    this.#model = model
    if (typeof members !== 'number') {
      for (const [index, member] of members.entries())
        pairValues(`WeightEnsemble: member ${index}`, model.variables(), valuesOf(member))
      this.members = members
      return
    }
    this.members = Array.from({ length: members }, () =>
      Object.fromEntries(
        Object.entries(model.variables()).map(([path, { value, name, role }]) => [
          path,
          new Variable(value, { name, ...(role !== undefined && { role }), trainable: false }),
        ]),
      ),
    )
  }

  override outputsOfMembers(x: Tensor, mode: Mode): Tensor {
    const variables = this.#model.variables()
    const outputs = this.members.map((member) => {
      const values = pairValues('WeightEnsemble', variables, valuesOf(member))
      return withValues(values, () => this.#model.call(x, mode))
    })
    return stack(outputs, 0)
  }

  /**
   * Gives each member its weights, by the paths of the model; what is not given stays.
   *
   * @throws TypeError unless there is one for each member, and for a weight that a member lacks; ShapeError or DTypeError
   * for one that it cannot take; nothing has changed then
   */
  assign(members: readonly Tensors[]): void {
    if (members.length !== this.members.length)
      throw new TypeError(
        `assign: must be given the weights of ${this.members.length} members, got those of ${members.length}`,
      )
    const given = this.members.flatMap((member, index) =>
      pairValues(`assign: member ${index}`, member, members[index] ?? {}),
    )
    for (const [variable, value] of given) variable.assign(value)
  }
}

const valuesOf = (variables: Variables): Tensors =>
  Object.fromEntries(Object.entries(variables).map(([path, { value }]) => [path, value]))

/** Passes of one model, whose variables it has, with random numbers as in training. */
export class PassEnsemble extends EnsembleModel {
  /** The number of members. */
  readonly count: number
  readonly #model: Module
  /** Of the source of random numbers: a compiled function reads it as it reads weights. */
  readonly #key: Variable
  readonly #step: Tensor | undefined

  constructor(
    model: Module,
    count: number,
    meaning: OutputMeaning,
    {
      rng,
      step,
    }: {
      /** What its passes draw from. */
      readonly rng: Rng
      /** What schedules of rates go by. */
      readonly step?: Tensor | undefined
    },
  ) {
    super(meaning)
    this.count = count
    this.#model = model
    this.#key = new Variable(rng.key, { name: 'key', trainable: false })
    this.#step = step
  }

  override variables(): Record<string, Variable> {
    return this.#model.variables()
  }

  override outputsOfMembers(x: Tensor, mode: Mode): Tensor {
    const rng = new Rng(this.#key.value)
    const outputs = Array.from({ length: this.count }, (_, pass) =>
      this.#model.call(x, {
        training: true,
        rng: rng.split(pass),
        updatesStatistics: false,
        usesRunningStatistics: true,
        mask: mode.mask,
        step: this.#step,
      }),
    )
    return stack(outputs, 0)
  }
}

/** A model of members that share weights, whose variables it has: see `SharedWeights`. */
export class SharedEnsemble extends EnsembleModel {
  /** The number of members. */
  readonly count: number
  readonly #model: Module

  constructor(model: Module, count: number, meaning: OutputMeaning) {
    super(meaning)
    this.count = count
    this.#model = model
  }

  override variables(): Record<string, Variable> {
    return this.#model.variables()
  }

  override outputsOfMembers(x: Tensor, mode: Mode): Tensor {
    const mask = mode.mask && rowsForMembers(mode.mask, this.count)
    const outputs = this.#model.call(rowsForMembers(x, this.count), { ...mode, mask })
    return outputs.reshape([x.shape[0] ?? 0, this.count, ...outputs.shape.slice(1)]).moveAxis(1, 0)
  }
}
