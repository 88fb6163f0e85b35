import { ShapeError, Tensor, type Variable } from '@sobolev/core'
import { checkNames } from '../restore-variables.ts'
import type { Tensors } from '../tensors.ts'
import type { Memory } from './minimizer.ts'
import { Packing } from './packing.ts'

/** How often a minimization has done something. */
interface Counts {
  readonly step: number
  readonly evaluations: number
  /** Of how many of these, 0 or 1, the next step knows what came of it. */
  readonly known: number
}

/** What is remembered as float64 tensors: numbers by their names, lists of vectors also by the path of a variable. */
export function writeMemory(memory: Memory, packing: Packing, counts: Counts): Tensors {
  const remembered = Object.entries(memory).flatMap(([name, held]): [string, Tensor][] => {
    if (typeof held === 'number') return [[name, scalar(held)]]
    return Object.entries(packing.stack(held)).map(([path, rows]) => [`${name}.${path}`, rows])
  })
  return {
    step: scalar(counts.step),
    evaluations: scalar(counts.evaluations),
    known: scalar(counts.known),
    ...Object.fromEntries(remembered),
  }
}

/** What `writeMemory` wrote. Throws a TypeError or a ShapeError for anything else. */
export function readMemory(
  state: Tensors,
  begin: Memory,
  variables: Readonly<Record<string, Variable>>,
): { readonly memory: Memory; readonly counts: Counts } {
  const packing = new Packing(variables)
  const counts = { step: 0, evaluations: 0, known: 0 }
  const wanted = Object.keys(writeMemory(begin, packing, counts))
  checkNames('restore', 'the state', Object.keys(state), wanted)
  const numberAt = (name: string): number => {
    const held = state[name]
    if (held instanceof Tensor && held.size === 1) return held.item()
    throw new ShapeError(`restore: "${name}" must be one number, got ${wordsOf(held)}`)
  }
  const memory = Object.entries(begin).map(([name, first]): [string, Memory[string]] => {
    if (typeof first === 'number') return [name, numberAt(name)]
    let rows: number | undefined
    const parts = Object.entries(variables).map(([path, { shape }]) => {
      const part = state[`${name}.${path}`]
      rows ??= part?.shape[0]
      if (!(part instanceof Tensor) || part.shape.join() !== [rows, ...shape].join())
        throw new ShapeError(
          `restore: "${name}.${path}" must have shape [${[rows ?? 0, ...shape].join(', ')}], got ${wordsOf(part)}`,
        )
      return [path, part] as const
    })
    return [name, packing.unstack(Object.fromEntries(parts))]
  })
  return {
    memory: Object.fromEntries(memory),
    counts: {
      step: numberAt('step'),
      evaluations: numberAt('evaluations'),
      known: numberAt('known'),
    },
  }
}

const scalar = (value: number): Tensor => new Tensor([], 'float64', Float64Array.of(value))

const wordsOf = (held: unknown): string =>
  held instanceof Tensor ? `shape [${held.shape.join(', ')}]` : 'no tensor'
