import { DTypeError, didYouMean, ShapeError, type Tensor, type Variable } from '@sobolev/core'
import type { StoredTensor } from './format.ts'
import { fromStored } from './stored-tensors.ts'

/** How weights of a file are matched with variables. */
export interface FitWeightsOptions {
  /**
   * Takes what there is: variables that the file lacks stay as they are, and weights of no variable are passed over.
   * A weight of another shape or dtype stays an error: `names` leaves its variable out, `cast` converts it.
   *
   * @default false
   */
  readonly partial?: boolean
  /**
   * What the names of the weights begin with: `'model/'` in a checkpoint. What begins otherwise is no weight of the model.
   *
   * @default ''
   */
  readonly prefix?: string
  /**
   * The name in the file of a variable’s path, for files of other programs; null leaves the variable as it is.
   *
   * @default the path itself
   */
  readonly names?: (path: string) => string | null
  /**
   * Converts weights of another dtype, such as float64 to float32.
   *
   * @default false
   */
  readonly cast?: boolean
}

/** What of a file went where. */
export interface FittedWeights {
  /** Paths of the variables that the file has values for. */
  readonly loaded: readonly string[]
  /** Paths of the variables that it has none for. */
  readonly missing: readonly string[]
  /** Names of weights, behind the prefix, that belong to no variable. */
  readonly unexpected: readonly string[]
}

/** Values for variables, and what they are. */
export interface Fit extends FittedWeights {
  readonly values: readonly (readonly [Variable, Tensor])[]
}

/**
 * The values that a file has for variables; nothing is assigned.
 *
 * @throws TypeError that names all that is missing and unexpected, with all weights of another shape or dtype; ShapeError
 * or DTypeError where these are all that is wrong
 */
export function fitWeights(
  operation: string,
  variables: Readonly<Record<string, Variable>>,
  stored: ReadonlyMap<string, StoredTensor>,
  options: FitWeightsOptions = {},
): Fit {
  const { partial = false, prefix = '', names = (path) => path, cast = false } = options
  const offered = new Map(
    Array.from(stored).flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
    ),
  )
  const wanted = Object.entries(variables).flatMap(([path, variable]) => {
    const name = names(path)
    return name === null ? [] : [{ path, name, variable }]
  })
  const taken = new Set(wanted.map(({ name }) => name))
  const unexpected = [...offered.keys()].filter((name) => !taken.has(name))
  const [missing, loaded, values]: [string[], string[], [Variable, Tensor][]] = [[], [], []]
  const shapes: string[] = []
  const misshapen: string[] = []
  const dtypes: string[] = []
  const absent: string[] = []
  for (const { path, name, variable } of wanted) {
    const found = offered.get(name)
    if (found === undefined) {
      missing.push(path)
      absent.push(`"${name}" is missing${didYouMean(name, unexpected)}`)
      continue
    }
    const value = fromStored(found)
    if (value.shape.join() !== variable.shape.join()) {
      shapes.push(`"${name}" must have shape ${show(variable.shape)}, got ${show(value.shape)}`)
      misshapen.push(path)
    } else if (value.dtype !== variable.dtype && !cast)
      dtypes.push(
        `"${name}" must be ${variable.dtype}, got ${value.dtype}; { cast: true } converts`,
      )
    else {
      loaded.push(path)
      values.push([variable, value.dtype === variable.dtype ? value : value.cast(variable.dtype)])
    }
  }
  const strange = unexpected.map((name) => `"${name}" is of no variable`)
  const misnamed = partial ? [] : [...absent, ...strange]
  const faults = [...misnamed, ...shapes, ...dtypes]
  if (faults.length > 0 || (loaded.length === 0 && wanted.length > 0)) {
    const words = faults.length > 0 ? faults : [...absent, ...strange]
    const isKnown = wanted.length > absent.length
    const way = isKnown
      ? wayOut(misshapen, misnamed.length)
      : wayToNames([...stored.keys()], prefix)
    throw failure(
      words.length,
      shapes.length,
      dtypes.length,
    )(
      `${operation}: the file must hold the weights of the model, got ${words.length} that ${words.length === 1 ? 'differs' : 'differ'}:${lines(words)}${way}`,
    )
  }
  return { values, loaded, missing, unexpected }
}

type ErrorClass = (message: string) => Error

/** The class of error for faults of one kind, or of several. */
function failure(all: number, shapes: number, dtypes: number): ErrorClass {
  if (shapes === all) return (message) => new ShapeError(message)
  if (dtypes === all) return (message) => new DTypeError(message)
  return (message) => new TypeError(message)
}

/** Lines of faults that an error shows. */
const most = 20

function lines(faults: readonly string[]): string {
  const shown = faults.slice(0, most).map((fault) => `\n  ${fault}`)
  return `${shown.join('')}${faults.length > most ? `\n  and ${faults.length - most} more` : ''}`
}

/** What takes the rest of a file where `count` names differ: weights of another dtype say it themselves. */
function wayOut(misshapen: readonly string[], count: number): string {
  const [first] = misshapen
  if (first === undefined) return count > 0 ? '\n{ partial: true } takes what there is' : ''
  const layer = first.slice(0, first.lastIndexOf('.') + 1)
  const isLeftOut = layer === '' ? `path === '${first}'` : `path.startsWith('${layer}')`
  return `\n{ partial: true, names: (path) => (${isLeftOut} ? null : path) } leaves variables of another shape as they are`
}

/** What finds names of which none is that of a variable. */
function wayToNames(names: readonly string[], prefix: string): string {
  if (prefix === '' && names.some((name) => name.startsWith('model/')))
    return "\nIt is a checkpoint: { prefix: 'model/' } takes the model of it"
  return '\n{ names: (path) => … } says what they are called in the file'
}

const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`
