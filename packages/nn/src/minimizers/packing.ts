import { Tensor, type Variable } from '@sobolev/core'
import type { Tensors } from '../tensors.ts'
import type { Vector } from './vectors.ts'

type Variables = Readonly<Record<string, Variable>>

/** Between the variables of a model and one vector of all their numbers, in the order of the variables. */
export class Packing {
  readonly #variables: Variables
  readonly size: number

  constructor(variables: Variables) {
    this.#variables = variables
    this.size = Object.values(variables).reduce((sum, { value }) => sum + value.size, 0)
  }

  /** The numbers of tensors, one for each variable; 0 for one that is not there. */
  pack(tensors: Readonly<Record<string, Tensor | null>>): Vector {
    const vector = new Float64Array(this.size)
    this.#walk((path, begin) => vector.set(tensors[path]?.data ?? [], begin))
    return vector
  }

  /** What the variables hold. */
  values(): Vector {
    const vector = new Float64Array(this.size)
    this.#walk((path, begin) => vector.set(this.#variables[path]?.value.data ?? [], begin))
    return vector
  }

  /** Tensors in the shapes and dtypes of the variables, to which the numbers are rounded. */
  unpack(vector: Vector): Tensors {
    const tensors: [string, Tensor][] = []
    this.#walk((path, begin, end, { shape, dtype }) => {
      const part = vector.slice(begin, end)
      const data = dtype === 'float64' ? part : Float32Array.from(part)
      tensors.push([path, new Tensor(shape, dtype, data)])
    })
    return Object.fromEntries(tensors)
  }

  /** Gives the variables the numbers of a vector. */
  assign(vector: Vector): void {
    for (const [path, value] of Object.entries(this.unpack(vector)))
      this.#variables[path]?.assign(value)
  }

  /** Vectors as float64 tensors with a row for each, by path. */
  stack(vectors: readonly Vector[]): Tensors {
    const tensors: [string, Tensor][] = []
    this.#walk((path, begin, end, { shape }) => {
      const data = new Float64Array(vectors.length * (end - begin))
      for (const [row, vector] of vectors.entries())
        data.set(vector.subarray(begin, end), row * (end - begin))
      tensors.push([path, new Tensor([vectors.length, ...shape], 'float64', data)])
    })
    return Object.fromEntries(tensors)
  }

  /** The vectors of what `stack` gave. */
  unstack(tensors: Tensors): Vector[] {
    const [first] = Object.values(tensors)
    return Array.from({ length: first?.shape[0] ?? 0 }, (_, row) => {
      const vector = new Float64Array(this.size)
      this.#walk((path, begin, end) => {
        const length = end - begin
        const data = tensors[path]?.data ?? []
        vector.set(Array.from(data).slice(row * length, (row + 1) * length), begin)
      })
      return vector
    })
  }

  #walk(visit: (path: string, begin: number, end: number, variable: Variable) => void): void {
    let begin = 0
    for (const [path, variable] of Object.entries(this.#variables)) {
      const end = begin + variable.value.size
      visit(path, begin, end, variable)
      begin = end
    }
  }
}
