import { gather, type Rng, stack, type Tensor, Variable, withValues } from '@sobolev/core'
import type { Variables } from '../evaluation/evaluation.ts'
import { type FloatDType, floatDType } from '../float-dtype.ts'
import { WeightWrapper } from '../layers/weight-wrapper.ts'
import { collectVariables } from '../modules/collect-variables.ts'
import { childMode, type Mode, modeOfPart, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { callInTurn, type Layer } from '../modules/sequential.ts'
import { walk } from '../modules/walk.ts'
import { unitsAxisOf, VariableOfMembers } from '../units-axis.ts'
import type { MemberModel } from './ensemble.ts'
import { rowsOfMembers } from './member-rows.ts'

/** How the weights of members begin. */
export interface FirstFactors {
  /** What errors call the ensemble. */
  readonly name: string
  readonly members: number
  /** The factors of the inputs, or of the units, of one kernel: [members, size]. `index`: the number of the kernel. */
  readonly draw: (
    rng: Rng,
    size: number,
    of: { readonly index: number; readonly side: 'inputs' | 'units'; readonly dtype: FloatDType },
  ) => Tensor
  /** Whether each member has a kernel of its own in place of the last. */
  readonly hasOwnLast: boolean
}

/**
 * Layers of several members with common kernels, each member with factors of its own for their inputs and their units:
 * kernel · (r sᵀ). Biases are the members' own. Rows are interleaved, as `rowsOfMembers` takes them apart.
 */
export class FactoredMembers extends Module {
  readonly layers: readonly Layer[]
  readonly members: number
  /** [members, inputs], by the path of the kernel. */
  readonly inputFactors: Variables
  /** [members, units], by the path of the kernel. */
  readonly unitFactors: Variables
  /** [members, ...], by the path of what it stands for. */
  readonly own: Variables

  /** Throws a RangeError for a layer that remembers what its weights were, as `SpectralNorm` does. */
  constructor(
    { layers }: MemberModel,
    { name, members, draw, hasOwnLast }: FirstFactors,
    rng: Rng,
  ) {
    super()
    refuseRemembering(name, layers)
    this.layers = layers
    this.members = members
    const weights = Object.entries(collectVariables({ layers })).filter(([, of]) => of.trainable)
    const matrices = weights.filter(([, { rank, role }]) => role === 'kernel' && rank >= 2)
    const last = hasOwnLast ? matrices.at(-1) : undefined
    const shared = matrices.filter((kernel) => kernel !== last)
    const factors = (side: 'inputs' | 'units'): Variables =>
      Object.fromEntries(
        shared.map(([path, kernel], index) => {
          const size = kernel.shape[axisOf(kernel, side)] ?? 1
          const dtype = floatDType(`ensemble: ${path}`, kernel.value)
          const value = draw(rng.split(side).split(path), size, { index, side, dtype })
          return [path, new VariableOfMembers(value, { name: `${side}Factor`, role: 'scale' })]
        }),
      )
    this.inputFactors = factors('inputs')
    this.unitFactors = factors('units')
    const single = weights.filter(([path]) => path === last?.[0] || isBias(path, weights))
    this.own = Object.fromEntries(
      single.map(([path, variable]) => [
        path,
        ownOf(variable, members, rng.split('own').split(path)),
      ]),
    )
  }

  override variables(): Record<string, Variable> {
    // What members have of their own is read in the place of these.
    return Object.fromEntries(
      Object.entries(super.variables()).filter(([path]) => !Object.hasOwn(this.own, path)),
    )
  }

  override call(x: Tensor, mode: Mode = prediction): Tensor {
    const masks = mode.mask && rowsOfMembers(mode.mask, this.members)
    const found = collectVariables({ layers: this.layers })
    const outputs = rowsOfMembers(x, this.members).map((rows, member) => {
      const values = Object.entries(found).flatMap(([path, variable]) => {
        const value = this.#valueOf(path, variable, member)
        return value ? [[variable, value] as const] : []
      })
      const memberMode = childMode(
        { ...modeOfPart(mode, member, this.members), mask: masks?.[member] },
        member,
      )
      return withValues(values, () => callInTurn(this.layers, rows, memberMode))
    })
    return interleaved(outputs)
  }

  /** The rows of all members as they lie in the batch. */
  override mergeCalls(outputs: readonly Tensor[]): readonly Tensor[] {
    const callsOfMember = outputs.length / this.members
    return Array.from({ length: Math.floor(callsOfMember) }, (_, call) =>
      interleaved(outputs.filter((_, index) => index % callsOfMember === call)),
    )
  }

  #valueOf(path: string, variable: Variable, member: number): Tensor | undefined {
    const single = this.own[path]
    if (single) return single.value.slice([member])
    const [inputs, units] = [this.inputFactors[path], this.unitFactors[path]]
    if (!inputs || !units) return undefined
    const along = (factors: Variable, side: 'inputs' | 'units'): Tensor => {
      const shape = variable.shape.map((length, axis) =>
        axis === axisOf(variable, side) ? length : 1,
      )
      return factors.value.slice([member]).reshape(shape)
    }
    return variable.value.mul(along(inputs, 'inputs')).mul(along(units, 'units'))
  }
}

/** Throws a RangeError for a layer that would compare the kernel of a member with what it remembers of another's. */
function refuseRemembering(name: string, layers: readonly Layer[]): void {
  for (const { path, value } of walk({ layers }, isVariable))
    if (value instanceof WeightWrapper && value.remembersWeights)
      throw new RangeError(
        `${name}: members must not share what a layer remembers of its kernels, which differ between them, got ${value.constructor.name} at ${path}; take deepEnsemble, whose members share nothing, or leave that layer out`,
      )
}

const isVariable = (value: object): boolean => value instanceof Variable

/** `members` of [n, ...] → [n · members, ...], as `rowsOfMembers` takes them apart. */
function interleaved(outputs: readonly Tensor[]): Tensor {
  const [n = 0, ...example] = outputs[0]?.shape ?? []
  return stack(outputs, 1).reshape([n * outputs.length, ...example])
}

/** The axis of a kernel that counts its inputs or its units. */
function axisOf(kernel: Variable, side: 'inputs' | 'units'): number {
  const units = unitsAxisOf(kernel)
  return side === 'units' ? units : units === 0 ? 1 : 0
}

const isBias = (path: string, weights: readonly (readonly [string, Variable])[]): boolean =>
  weights.some(([other, { role }]) => other === path && role === 'bias')

/** A variable of the values of each member: of a bias what it begins with, of a kernel its first numbers in another order. */
function ownOf(variable: Variable, members: number, rng: Rng): Variable {
  const { value, role } = variable
  const firsts = Array.from({ length: members }, (_, member) =>
    role === 'bias' ? value : shuffled(value, rng.split(member)),
  )
  return new VariableOfMembers(stack(firsts, 0), {
    name: 'own',
    ...(role !== undefined && { role }),
    ...(role === 'kernel' && { unitsAxis: unitsAxisOf(variable) + 1 }),
  })
}

function shuffled(value: Tensor, rng: Rng): Tensor {
  return gather(value.reshape([-1]), rng.permutation(value.size)).reshape(value.shape)
}
