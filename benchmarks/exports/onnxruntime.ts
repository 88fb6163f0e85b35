import { createRequire } from 'node:module'
import { type ArrayValue, numbersOf } from '../../apps/train/src/export/js/values.ts'

/** What is used of a tensor of onnxruntime. */
interface OrtTensor {
  readonly type: string
  readonly dims: readonly number[]
  readonly data: ArrayLike<number | bigint | string>
}

interface OrtSession {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Readonly<Record<string, OrtTensor>>>
}

/** What is used of the package `onnxruntime-node`. */
interface Ort {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => OrtTensor
  readonly InferenceSession: {
    create(model: Uint8Array, options: { readonly logSeverityLevel: number }): Promise<OrtSession>
  }
}

/** The package of this folder's own package.json. Exits with the way out where it is not installed. */
function loadOrt(): Ort {
  try {
    return createRequire(import.meta.url)('onnxruntime-node')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'))
      throw error
    console.error(
      'compare:exports: onnxruntime-node is not installed; npm ci --prefix benchmarks/exports installs it (290 MB)',
    )
    process.exit(1)
  }
}

/** A model in onnxruntime. */
export class OrtModel {
  readonly #ort: Ort
  readonly #session: OrtSession

  private constructor(ort: Ort, session: OrtSession) {
    this.#ort = ort
    this.#session = session
  }

  static async of(bytes: Uint8Array): Promise<OrtModel> {
    const ort = loadOrt()
    return new OrtModel(ort, await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 }))
  }

  /** The outputs for inputs by name; others are left out. */
  async run(given: ReadonlyMap<string, ArrayValue>): Promise<ArrayValue[]> {
    const feeds = this.#session.inputNames.map((name): [string, OrtTensor] => {
      const value = given.get(name)
      if (value === undefined) throw new TypeError(`there must be an input ${name}`)
      return [name, this.#tensorOf(value)]
    })
    const results = await this.#session.run(Object.fromEntries(feeds))
    return this.#session.outputNames.map((name) => arrayOf(results[name]))
  }

  #tensorOf(value: ArrayValue): OrtTensor {
    const { Tensor } = this.#ort
    if (value.type === 'string') return new Tensor('string', value.data, value.shape)
    if (value.type === 'int64') {
      const numbers = BigInt64Array.from(Array.from(value.data, (number) => BigInt(number)))
      return new Tensor('int64', numbers, value.shape)
    }
    return new Tensor(value.type, value.data, value.shape)
  }
}

function arrayOf(tensor: OrtTensor | undefined): ArrayValue {
  if (tensor === undefined) throw new TypeError('onnxruntime must give every output')
  const { type, dims: shape, data } = tensor
  if (type === 'string') return { type: 'string', shape, data: Array.from(data, String) }
  return { type: 'float64', shape, data: Float64Array.from(data, Number) }
}

/** The largest distance between two values of numbers. */
export function distanceOf(a: ArrayValue | undefined, b: ArrayLike<number>): number {
  const data = Array.from(numbersOf(a).data, Number)
  if (data.length !== b.length) return Number.POSITIVE_INFINITY
  return data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}
