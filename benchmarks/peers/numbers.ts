import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Workload } from '../workloads/workload.ts'

/** Row-major elements and their shape. */
export interface Numbers {
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array
}

/** A workload's description with the numbers that it starts from. */
export type Start = Workload & StartingNumbers

interface StartingNumbers {
  /** What Σ (∂ mean loss / ∂ inputs)² is multiplied with. */
  readonly penalty: number
  readonly learningRate: number
  /** Kernel, bias, layer by layer. */
  readonly parameters: readonly Numbers[]
  readonly inputs: Numbers
  readonly targets: Numbers
}

type Description = Workload & {
  readonly penalty: number
  readonly learningRate: number
  readonly arrays: readonly { readonly shape: readonly number[]; readonly dtype: string }[]
}

/** Reads the files of a workload. */
export function readNumbers(folder: string, name: string): Start {
  const { arrays, ...description }: Description = JSON.parse(
    readFileSync(join(folder, `${name}.json`), 'utf8'),
  )
  const { buffer } = new Uint8Array(readFileSync(join(folder, `${name}.bin`)))
  let offset = 0
  const tensors = arrays.map(({ shape, dtype }): Numbers => {
    const size = shape.reduce((product, length) => product * length, 1)
    const data = new (dtype === 'int32' ? Int32Array : Float32Array)(buffer, offset, size)
    offset += data.byteLength
    return { shape, data }
  })
  const [inputs, targets] = tensors.slice(-2)
  if (!inputs || !targets) throw new RangeError(`${name}.json: must list inputs and targets`)
  return { ...description, parameters: tensors.slice(0, -2), inputs, targets }
}

/** Class numbers as rows of zeros with a one, for frameworks that want them so. */
export function oneHot({ data }: Numbers, classes: number): Numbers {
  const rows = new Float32Array(data.length * classes)
  for (const [row, label] of data.entries()) rows[row * classes + label] = 1
  return { shape: [data.length, classes], data: rows }
}

/** The Euclidean length. */
export function norm(data: Iterable<number>): number {
  let sum = 0
  for (const value of data) sum += value * value
  return Math.sqrt(sum)
}
