import { type Length, sameLength, type VaryingLength } from './length.ts'
import type {
  Attribute,
  ElementType,
  OnnxGraph,
  OnnxNode,
  StoredValue,
  ValueDeclaration,
} from './onnx-graph.ts'

/** A value of the graph that is being written. */
export interface Value {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly Length[]
  /**
   * What the named value really is where it is still to be repeated to `shape`: operators that work element by
   * element broadcast it themselves.
   */
  readonly stored: readonly Length[]
}

/** Names that no two values of a model share. */
export class Names {
  readonly #taken = new Set<string>()

  unique(wanted: string): string {
    let name = wanted
    for (let number = 2; this.#taken.has(name); number++) name = `${wanted}_${number}`
    this.#taken.add(name)
    return name
  }
}

/** Where how many rows and steps are given is found at run time: axes of an input. */
export interface SizeSource {
  readonly input: string
  readonly rowsAxis: number
  /** Null where steps do not vary. */
  readonly stepsAxis: number | null
}

/** Attributes as numbers, texts and lists. */
export type PlainAttributes = Readonly<
  Record<string, number | string | readonly number[] | readonly string[] | Attribute>
>

/** Writes a graph operator by operator. */
export class GraphWriter {
  readonly names: Names
  readonly #nodes: OnnxNode[] = []
  readonly #stored: StoredValue[] = []
  readonly #storedByKey: Map<unknown, Value>
  readonly #expanded = new Map<string, Value>()
  readonly #surrounding: GraphWriter | null
  #sizes: { readonly rows: Value; readonly steps: Value | null } | null = null

  /** `surrounding`: of the step of a loop, the writer of the graph around it. */
  constructor(surrounding: GraphWriter | null = null) {
    this.#surrounding = surrounding
    this.names = surrounding ? surrounding.names : new Names()
    this.#storedByKey = surrounding ? surrounding.#storedByKey : new Map()
  }

  /** Says where the varying lengths are found. */
  findSizes({ input, rowsAxis, stepsAxis }: SizeSource): void {
    const shape = this.emit('Shape', [input], { type: 'int64', shape: [0] })
    const size = (axis: number, name: string): Value =>
      this.emit('Gather', [shape, this.integers([axis])], { type: 'int64', shape: [1], name })
    this.#sizes = {
      rows: size(rowsAxis, 'rows'),
      steps: stepsAxis === null ? null : size(stepsAxis, 'steps'),
    }
  }

  /** Appends an operator with one output. */
  emit(
    operator: string,
    inputs: readonly (Value | string)[],
    {
      type,
      shape,
      stored = shape,
      name,
      domain = '',
    }: {
      readonly type: ElementType
      readonly shape: readonly Length[]
      readonly stored?: readonly Length[]
      readonly name?: string
      readonly domain?: OnnxNode['domain']
    },
    attributes: PlainAttributes = {},
  ): Value {
    const output = this.names.unique(name ?? operator.toLowerCase())
    this.append(operator, inputs, [output], attributes, domain)
    return { name: output, type, shape, stored }
  }

  /** Appends an operator with outputs of given names. */
  append(
    operator: string,
    inputs: readonly (Value | string)[],
    outputs: readonly string[],
    attributes: PlainAttributes = {},
    domain: OnnxNode['domain'] = '',
  ): void {
    this.#nodes.push({
      operator,
      domain,
      inputs: inputs.map((input) => (typeof input === 'string' ? input : input.name)),
      outputs,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)]),
      ),
    })
  }

  /** A tensor kept in the model; `key`: what makes two of them one. */
  store(value: Omit<StoredValue, 'name'>, key: unknown, name = 'constant'): Value {
    const known = this.#storedByKey.get(key)
    if (known) return known
    // Those of a loop's step are kept outside of it, where they are once.
    if (this.#surrounding) return this.#surrounding.store(value, key, name)
    const { type, shape } = value
    const stored = { ...value, name: this.names.unique(name) }
    this.#stored.push(stored)
    const written = { name: stored.name, type, shape, stored: shape }
    this.#storedByKey.set(key, written)
    return written
  }

  /** A list of whole numbers. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.store({ type: 'int64', shape, data: values }, `int64 ${shape} ${values}`)
  }

  /** One number, of no axes. */
  scalar(value: number, type: ElementType): Value {
    const text = Object.is(value, -0) ? '-0' : `${value}`
    return this.store({ type, shape: [], data: [value] }, `${type} ${text}`)
  }

  /** The value with all of its elements in place. */
  whole(value: Value): Value {
    const { shape, stored, type, name } = value
    if (
      shape.length === stored.length &&
      shape.every((l, axis) => sameLength(l, stored[axis] ?? 0))
    )
      return value
    const key = `${name} ${shape.map((length) => JSON.stringify(length))}`
    const known = this.#expanded.get(key)
    if (known) return known
    const expanded = this.emit('Expand', [value, this.lengths(shape)], { type, shape })
    this.#expanded.set(key, expanded)
    return expanded
  }

  /** Lengths as a list of whole numbers that is known at run time. */
  lengths(shape: readonly Length[]): Value {
    const parts = shape.map((length) => (typeof length === 'number' ? null : length))
    const constants = this.integers(
      shape.map((length) => (typeof length === 'number' ? length : length.constant)),
    )
    const terms: readonly [keyof VaryingLength, () => Value][] = [
      ['perRow', () => this.#rows()],
      ['perStep', () => this.#steps()],
      ['perRowAndStep', () => this.#int64('Mul', this.#rows(), this.#steps())],
    ]
    return terms.reduce((sum, [key, factor]) => {
      const factors = parts.map((part) => Number(part?.[key] ?? 0))
      if (factors.every((each) => each === 0)) return sum
      return this.#int64('Add', sum, this.#int64('Mul', this.integers(factors), factor()))
    }, constants)
  }

  /** The lengths of a reshape: a single one that varies follows from the others. */
  reshapedLengths(shape: readonly Length[]): Value {
    const varying = shape.filter((length) => typeof length !== 'number')
    // Beside an axis of length 0 nothing follows.
    if (varying.length !== 1 || shape.includes(0)) return this.lengths(shape)
    return this.integers(shape.map((length) => (typeof length === 'number' ? length : -1)))
  }

  /** The graph that was written. */
  graph(
    name: string,
    inputs: readonly ValueDeclaration[],
    outputs: readonly ValueDeclaration[],
  ): OnnxGraph {
    return { name, nodes: this.#nodes, inputs, outputs, stored: this.#stored }
  }

  #rows(): Value {
    return this.#sizesFound().rows
  }

  #steps(): Value {
    const { steps } = this.#sizesFound()
    if (steps === null) throw new TypeError('GraphWriter: no input has the steps')
    return steps
  }

  #sizesFound(): { readonly rows: Value; readonly steps: Value | null } {
    if (this.#sizes !== null) return this.#sizes
    if (this.#surrounding !== null) return this.#surrounding.#sizesFound()
    throw new TypeError('GraphWriter: findSizes must come first')
  }

  #int64(operator: string, a: Value, b: Value): Value {
    return this.emit(operator, [a, b], { type: 'int64', shape: a.shape })
  }
}

function attributeOf(value: PlainAttributes[string]): Attribute {
  if (typeof value === 'number') return { kind: 'int', value }
  if (typeof value === 'string') return { kind: 'string', value }
  if ('kind' in value) return value
  const texts = value.filter((one) => typeof one === 'string')
  if (texts.length > 0) return { kind: 'strings', value: texts }
  return { kind: 'ints', value: value.filter((one) => typeof one === 'number') }
}
