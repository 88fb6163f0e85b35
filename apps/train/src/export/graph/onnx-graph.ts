/** Element types, by their numbers in the ONNX format. */
export const elementTypes = {
  float32: 1,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float64: 11,
} as const
export type ElementType = keyof typeof elementTypes

/** A tensor that a model holds. int64 are whole numbers here too; bool is 0 and 1. */
export interface StoredValue {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
  readonly data: ArrayLike<number> | readonly string[]
}

/** An attribute of an operator. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'graph'; readonly value: OnnxGraph }

/** One operator of a graph. */
export interface OnnxNode {
  readonly operator: string
  /** Empty: that of ONNX itself. */
  readonly domain: '' | 'ai.onnx.ml'
  /** Names of values; an empty one where an optional input is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** An input or output of a graph: a text in the shape names a length that varies. */
export interface ValueDeclaration {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly (number | string)[]
  readonly words?: string
}

/** A graph of operators. */
export interface OnnxGraph {
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly inputs: readonly ValueDeclaration[]
  readonly outputs: readonly ValueDeclaration[]
  readonly stored: readonly StoredValue[]
}

/** A model: a graph, and what is said of it. */
export interface OnnxModel {
  readonly graph: OnnxGraph
  readonly words: string
  readonly metadata: Readonly<Record<string, string>>
}
