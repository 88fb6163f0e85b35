import {
  BatchError,
  compile,
  type DType,
  Rng,
  ShapeError,
  Tensor,
  tensor,
  Variable,
  vmap,
  withState,
} from '@sobolev/core'
import type { Batch } from './batch.ts'
import type { StepTerms } from './not-finite.ts'
import type { StepFunctions } from './steps.ts'

/** What the models take a step with, which all have batches of the same shapes. */
export interface StepInputs {
  /** With the models along a first axis. */
  readonly batch: Batch
  /** Of each model; alike objects stand for alike sources. */
  readonly rngs: readonly Rng[]
  /** The batch of a model by itself, to look at what its step does. */
  readonly batchOf: (model: number) => Batch
}

/** A variable of each model that stands for the same in all of them, and where its values are while they are trained. */
interface Slot {
  readonly ofModels: readonly Variable[]
  /** [models, ...], or one value for all. */
  readonly values: Variable
  readonly isShared: boolean
  /** What the variables of the models hold since values were taken from there, or given to them. */
  inModels: readonly Tensor[]
}

type BatchedStep = (batch: Batch, keys: Tensor, number: Tensor, due: readonly string[]) => StepTerms

/**
 * The steps of several models of one architecture as one program: `vmap` over all that a step reads and changes. Each
 * model has the bits that it has alone, as no kernel's order of additions depends on what is computed beside it.
 *
 * From a step on the newest values are here alone; `store` gives them to the variables of the models, and `load` takes
 * them from there.
 */
export class BatchedSteps {
  readonly #models: readonly StepFunctions[]
  readonly #run: Readonly<Record<keyof StepFunctions, BatchedStep>>
  /** What the steps that were looked at read and change. */
  #slots: readonly Slot[] = []
  readonly #lookedAt = new Set<string>()
  readonly #keys = new WeakMap<Rng, Tensor>()
  #sharesCounters = true

  constructor(models: readonly StepFunctions[], eager: boolean) {
    this.#models = models
    const run = (kind: keyof StepFunctions): BatchedStep => {
      const step: BatchedStep = (...given) => this.#batched(kind, ...given)
      return eager ? step : compile(step)
    }
    this.#run = { take: run('take'), gather: run('gather') }
  }

  /** What the step of a number comes to for each model: tensors [models]. */
  step(
    kind: keyof StepFunctions,
    inputs: StepInputs,
    number: number,
    due: readonly string[],
  ): StepTerms {
    const step = tensor(number, { dtype: 'int32' })
    this.#lookAt(kind, inputs, step, due)
    const keys = this.#keysOf(inputs.rngs)
    const run = (): StepTerms => this.#run[kind](inputs.batch, keys, step, due)
    try {
      return run()
    } catch (error) {
      if (!(error instanceof BatchError && this.#sharesCounters)) throw error
      // A counter that goes another way in each model: nothing has changed when that is found.
      this.#sharesCounters = false
      this.#slots = this.#slots.map(({ ofModels }) => this.#slotOf(ofModels))
      return run()
    }
  }

  /** Takes the values that the variables of the models have. */
  load(): void {
    for (const slot of this.#slots) {
      const now = slot.ofModels.map(currentValue)
      if (now.every((value, index) => value === slot.inModels[index])) continue
      slot.values.assign(slot.isShared ? currentValue(slot.ofModels[0]) : joined(now))
      slot.inModels = now
    }
  }

  /** Gives the variables of the models their values. */
  store(): void {
    for (const slot of this.#slots) {
      const { value } = slot.values
      for (const [index, variable] of slot.ofModels.entries())
        variable.assign(slot.isShared ? value : partOf(value, index))
      slot.inModels = slot.ofModels.map(currentValue)
    }
  }

  #batched(
    kind: keyof StepFunctions,
    batch: Batch,
    keys: Tensor,
    number: Tensor,
    due: readonly string[],
  ): StepTerms {
    const [model] = this.#models
    if (!model) throw new RangeError('BatchedSteps: there must be a model, got none')
    const [shared = [], separate = []] = [true, false].map((which) =>
      this.#slots.filter(({ isShared }) => isShared === which),
    )
    const ofOne = (values: readonly Tensor[], ofBatch: Batch, key: Tensor) => {
      const given = [
        ...shared.map(({ ofModels, values }) => [ofModels[0], values.value] as const),
        ...separate.map(({ ofModels }, index) => [ofModels[0], values[index]] as const),
      ].flatMap(([variable, value]) => (variable && value ? [[variable, value] as const] : []))
      const { result, state } = withState(given, () =>
        model[kind](ofBatch, new Rng(key), number, due),
      )
      const after = (slots: readonly Slot[]): Tensor[] =>
        slots.flatMap(({ ofModels: [variable] }) => (variable && state.get(variable)) ?? [])
      const { loss, penalties, weights, total } = result
      return {
        terms: { loss, penalties, weights, total },
        separate: after(separate),
        shared: after(shared),
      }
    }
    const { terms, ...next } = vmap(ofOne, { outAxes: { terms: 0, separate: 0, shared: null } })(
      separate.map(({ values }) => values.value),
      batch,
      keys,
    )
    for (const [index, { values }] of separate.entries()) assign(values, next.separate[index])
    for (const [index, { values }] of shared.entries()) assign(values, next.shared[index])
    return terms
  }

  /** The keys of sources, [models, 2]; those of most steps are the same ones again. */
  #keysOf(rngs: readonly Rng[]): Tensor {
    const [first] = rngs
    const known = first && this.#keys.get(first)
    if (known) return known
    const keys = joined(rngs.map(({ key }) => key))
    if (first) this.#keys.set(first, keys)
    return keys
  }

  /** Finds what such a step reads and changes, by a step of each model that changes nothing. */
  #lookAt(
    kind: keyof StepFunctions,
    { rngs, batchOf }: StepInputs,
    number: Tensor,
    due: readonly string[],
  ): void {
    const key = [kind, ...due].join('\n')
    if (this.#lookedAt.has(key)) return
    const known = new Set(this.#slots.flatMap(({ ofModels }) => ofModels))
    const found = this.#models.map((model, index) => {
      const rng = rngs[index]
      if (!rng) throw new RangeError('BatchedSteps: each model must have a source')
      const { state } = withState([], () => model[kind](batchOf(index), rng, number, due))
      return [...state.keys()].filter((variable) => !known.has(variable))
    })
    if (found.some(({ length }) => length !== found[0]?.length))
      throw new BatchError(
        'BatchedSteps: the steps of all models must change the same variables, got others in some',
      )
    const slots = (found[0] ?? []).map((_, place) =>
      this.#slotOf(found.flatMap((variables) => variables[place] ?? [])),
    )
    this.#slots = [...this.#slots, ...slots]
    this.#lookedAt.add(key)
  }

  #slotOf(ofModels: readonly Variable[]): Slot {
    const [first] = ofModels
    const values = ofModels.map(currentValue)
    const isCounter =
      first?.dtype === 'int32' &&
      first.size === 1 &&
      values.every((value) => value.item() === values[0]?.item())
    const isShared = isCounter && this.#sharesCounters
    const value = isShared ? currentValue(first) : joined(values)
    return {
      ofModels,
      values: new Variable(value, { trainable: false }),
      isShared,
      inModels: values,
    }
  }
}

const currentValue = (variable: Variable | undefined): Tensor => {
  if (!variable) throw new RangeError('BatchedSteps: there must be a model, got none')
  return variable.value
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>

/** Tensors of one shape and dtype along a first axis, without the machine. */
function joined(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors
  if (!first) throw new RangeError('BatchedSteps: there must be a model, got none')
  const { shape, dtype, size } = first
  if (tensors.some((other) => other.dtype !== dtype || other.shape.join() !== shape.join()))
    throw new ShapeError(`BatchedSteps: what the steps of all models change must have one shape`)
  const numbers = new arrays[dtype](tensors.length * size)
  for (const [index, { data }] of tensors.entries()) numbers.set(data, index * size)
  return new Tensor([tensors.length, ...shape], dtype, numbers)
}

/** What is at an index of a first axis, without the machine. */
function partOf({ shape: [, ...shape], dtype, data }: Tensor, index: number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1)
  return new Tensor(shape, dtype, data.slice(index * size, (index + 1) * size))
}

const assign = (variable: Variable, value: Tensor | undefined): void => {
  if (value) variable.assign(value)
}

/** Batches of the same shapes with the models along a first axis. */
export function joinedBatch(batches: readonly Batch[]): Batch {
  const [first] = batches
  if (!first) throw new RangeError('BatchedSteps: there must be a model, got none')
  const joinedOf = (of: (batch: Batch) => Tensor | null | undefined): Tensor =>
    joined(batches.flatMap((batch) => of(batch) ?? []))
  const { columns, weights, lengths } = first
  return {
    inputs: joinedOf(({ inputs }) => inputs),
    targets: joinedOf(({ targets }) => targets),
    ...(weights && { weights: joinedOf((batch) => batch.weights) }),
    ...(columns && {
      columns: Object.fromEntries(
        Object.keys(columns).map((name) => [name, joinedOf((batch) => batch.columns?.[name])]),
      ),
    }),
    lengths: lengths && joinedOf((batch) => batch.lengths),
  }
}
