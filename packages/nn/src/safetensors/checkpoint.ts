import { DTypeError, describeValue, didYouMean, Rng, Tensor, type Variable } from '@sobolev/core'
import type { Module } from '../modules/module.ts'
import type { Tensors } from '../tensors.ts'
import type { Bytes } from './bytes.ts'
import { type Fit, fitWeights } from './fit-weights.ts'
import type { StoredTensor } from './format.ts'
import { tooLargeJson } from './json-size.ts'
import { parseUntrustedJson } from './parse-json.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'
import { SafetensorsError } from './safetensors-error.ts'
import { fromStored, toFile } from './stored-tensors.ts'

/** What remembers tensors, and takes them up again: an `Optimizer`, a `WeightAverage`, an `objective`. */
export interface Stateful {
  /** What it remembers, by name. */
  state(): Tensors
  /** Takes up what `state` gave. */
  restore(state: Tensors): void
}

/** A value that JSON can write. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

/** A part of a checkpoint. */
export type CheckpointPart = Module | Stateful | Rng | Tensor | Json

/** Parts of a checkpoint by names of the user's own. */
export type CheckpointParts = Readonly<Record<string, CheckpointPart>>

type Part =
  | { readonly kind: 'module'; readonly variables: Readonly<Record<string, Variable>> }
  | { readonly kind: 'state'; readonly stateful: Stateful }
  | { readonly kind: 'rng'; readonly rng: Rng }
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
  | { readonly kind: 'json'; readonly value: unknown }

const metadataKey = 'sobolev.parts'

/**
 * All that training goes on from as the bytes of one safetensors file: models, optimizers, averages, sources of random
 * numbers, tensors, and values of JSON, by names of one's own.
 *
 * ```ts
 * const bytes = saveCheckpoint({ model, optimizer, rng, epoch })
 * const { rng, epoch } = loadCheckpoint(bytes, { model, optimizer, rng: new Rng(0), epoch: 0 })
 * ```
 *
 * @throws TypeError for what is no part, for a number that is not finite, which JSON cannot write, and for values of JSON
 * that are more than `loadCheckpoint` reads: a million of them, or nested 14 deep
 * @see tf.train.Checkpoint, torch.save, orbax.checkpoint
 */
export function saveCheckpoint(parts: CheckpointParts): Bytes {
  const tensors: [string, Tensor][] = []
  const described: Record<string, unknown> = {}
  for (const [name, value] of namedParts('saveCheckpoint', parts)) {
    const part = partOf('saveCheckpoint', name, value)
    described[name] = part.kind === 'json' ? { value: part.value } : part.kind
    for (const [path, tensor] of tensorsIn(part)) tensors.push([`${name}/${path}`, tensor])
  }
  const text = JSON.stringify(described)
  const tooLarge = tooLargeJson(text)
  if (tooLarge !== undefined)
    throw new TypeError(
      `saveCheckpoint: the values of JSON must be at most a million, nested at most 14 deep, or loadCheckpoint would refuse the file, got a text of which it is said that ${tooLarge}; tensor(numbers) holds any number of them`,
    )
  return encodeSafetensors(toFile(tensors, { [metadataKey]: text }))
}

/**
 * Takes up what `saveCheckpoint` wrote. Models get their weights back, and what has `state()` its state; sources of
 * random numbers, tensors and values of JSON are returned by their names, in place of those given. What the file holds
 * beyond the parts asked for is passed over: `loadCheckpoint(bytes, { model })`. A value of JSON must be of the kind of
 * the one given (a number, a text, true or false, a list, an object), where null stands for any; a tensor must have the
 * dtype of the one given, and may have another shape.
 *
 * @throws SafetensorsError for bytes that are no whole checkpoint, a TypeError for a part that it lacks or holds as another
 * thing, a DTypeError for a tensor of another dtype, and all that `loadWeights` and `restore` throw; nothing has changed then
 */
export function loadCheckpoint<Parts extends CheckpointParts>(
  bytes: Uint8Array | ArrayBuffer,
  parts: Parts,
): Parts {
  const { tensors, metadata } = decodeSafetensors(bytes)
  const described = descriptionOf(metadata.get(metadataKey))
  const given = namedParts('loadCheckpoint', parts).map(([name, value]) => {
    const part = partOf('loadCheckpoint', name, value)
    checkKind(name, part, described)
    return { name, value, part, stored: tensorsUnder(`${name}/`, tensors) }
  })
  const fits: Fit[] = []
  for (const { name, part, stored } of given)
    if (part.kind === 'module')
      fits.push(fitWeights(`loadCheckpoint: ${name}`, part.variables, stored))
  const loaded = given.map(({ name, value, part, stored }) => {
    const single = (): Tensor => fromStored(storedAt(stored, name))
    if (part.kind === 'rng') return [name, new Rng(single())] as const
    if (part.kind === 'tensor') {
      const tensor = single()
      if (tensor.dtype === part.tensor.dtype) return [name, tensor] as const
      throw new DTypeError(
        `loadCheckpoint: "${name}" must be ${tensor.dtype}, as it is in the file, got ${part.tensor.dtype}`,
      )
    }
    if (part.kind === 'json') return [name, Object(described[name]).value] as const
    return [name, value] as const
  })
  restoreAll(given)
  for (const { values } of fits) for (const [variable, value] of values) variable.assign(value)
  // Each part is of the kind that was given, as checked above.
  return Object.fromEntries(loaded) as Parts
}

/** Restores all that has a state; where one is refused, those before it have theirs back. */
function restoreAll(
  given: readonly { readonly part: Part; readonly stored: ReadonlyMap<string, StoredTensor> }[],
): void {
  const before: (() => void)[] = []
  try {
    for (const { part, stored } of given) {
      if (part.kind !== 'state') continue
      const { stateful } = part
      const state = stateful.state()
      stateful.restore(
        Object.fromEntries(Array.from(stored, ([path, tensor]) => [path, fromStored(tensor)])),
      )
      before.push(() => stateful.restore(state))
    }
  } catch (error) {
    for (const undo of before) undo()
    throw error
  }
}

function namedParts(operation: string, parts: CheckpointParts): [string, CheckpointPart][] {
  if (Object.getPrototypeOf(Object(parts)) !== Object.prototype)
    throw new TypeError(
      `${operation}: must be given parts by name, such as { model, optimizer, rng, epoch }, got ${describeValue(parts)}`,
    )
  const name = Object.keys(parts).find((key) => key === '' || key.includes('/'))
  if (name !== undefined)
    throw new TypeError(`${operation}: the name of a part must hold no "/", got "${name}"`)
  return Object.entries(parts)
}

function partOf(operation: string, name: string, value: CheckpointPart): Part {
  if (value instanceof Rng) return { kind: 'rng', rng: value }
  if (value instanceof Tensor) return { kind: 'tensor', tensor: value }
  if (hasMethods(value, 'variables', 'call'))
    return { kind: 'module', variables: value.variables() }
  if (hasMethods(value, 'state', 'restore')) return { kind: 'state', stateful: value }
  if (isJson(value)) return { kind: 'json', value }
  throw new TypeError(
    `${operation}: "${name}" must be a module, what has state() and restore(), an Rng, a tensor, or finite numbers, texts, lists and objects of them, got ${describeValue(value)}`,
  )
}

function hasMethods(value: CheckpointPart, ...names: ['variables', 'call']): value is Module
function hasMethods(value: CheckpointPart, ...names: ['state', 'restore']): value is Stateful
function hasMethods(value: CheckpointPart, ...names: string[]): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  return names.every((name) => typeof Reflect.get(value, name) === 'function')
}

/** Whether JSON gives the same value back. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (Array.isArray(value)) return value.every(isJson)
  return (
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every(isJson)
  )
}

function tensorsIn(part: Part): [string, Tensor][] {
  switch (part.kind) {
    case 'module':
      return Object.entries(part.variables).map(([path, variable]) => [path, variable.value])
    case 'state':
      return Object.entries(part.stateful.state())
    case 'rng':
      return [[single, part.rng.key]]
    case 'tensor':
      return [[single, part.tensor]]
    case 'json':
      return []
  }
}

/** The path of a tensor that is a part by itself. */
const single = 'value'

function storedAt(stored: ReadonlyMap<string, StoredTensor>, name: string): StoredTensor {
  const tensor = stored.get(single)
  if (tensor) return tensor
  throw new SafetensorsError(`a broken checkpoint: "${name}" has no value`)
}

function descriptionOf(text: string | undefined): Record<string, unknown> {
  if (text === undefined)
    throw new SafetensorsError(
      `no checkpoint of saveCheckpoint: its metadata lack "${metadataKey}"; loadWeights(model, bytes, { prefix: 'model/' }) reads one of the command line`,
    )
  try {
    const value = parseUntrustedJson(text)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SafetensorsError(`a broken checkpoint: of its parts, ${reason}`, { cause: error })
  }
  throw new SafetensorsError('a broken checkpoint: its parts must be an object')
}

function checkKind(name: string, part: Part, described: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(described)
  if (!names.includes(name))
    throw new TypeError(
      `loadCheckpoint: the file must hold "${name}", got ${names.join(', ') || 'nothing'}${didYouMean(name, names)}`,
    )
  const kind = described[name]
  const stored = typeof kind === 'string' ? words[kind] : jsonWords(Object(kind).value)
  if (stored === undefined)
    throw new SafetensorsError(`a broken checkpoint: "${name}" is of no known kind`)
  const given = part.kind === 'json' ? jsonWords(part.value) : words[part.kind]
  const takesAnyJson = given === 'null' && typeof kind !== 'string'
  if (stored !== given && !takesAnyJson)
    throw new TypeError(
      `loadCheckpoint: "${name}" must be ${stored}, as it is in the file, got ${given}`,
    )
}

const words: Readonly<Record<string, string>> = {
  module: 'a module',
  state: 'what has state() and restore()',
  rng: 'an Rng',
  tensor: 'a tensor',
}

/** What kind of value of JSON it is; undefined for none. */
function jsonWords(value: unknown): string | undefined {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  const words = {
    number: 'a number',
    string: 'a text',
    boolean: 'true or false',
    object: 'an object',
  }
  return Object.entries(words).find(([type]) => type === typeof value)?.[1]
}

function tensorsUnder(
  prefix: string,
  tensors: ReadonlyMap<string, StoredTensor>,
): Map<string, StoredTensor> {
  return new Map(
    Array.from(tensors).flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
    ),
  )
}
