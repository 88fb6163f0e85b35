import type { Catalogue } from './catalogue.ts'
import { type Kind, kindNames, kinds } from './kinds.ts'

/** How many methods there are of a kind, or in all. */
export interface MethodCount {
  /** How many methods there are. */
  readonly methods: number
  /** How many of them are regularization methods. */
  readonly regularize: number
  /** How many of them are trained on a derivative, which training then differentiates once more. */
  readonly differentiateDerivatives: number
}

/** How many methods a catalogue has, and of each kind. */
export interface MethodCounts extends MethodCount {
  /** In the order in which a model is built and trained; no kind without methods. */
  readonly byKind: Readonly<Partial<Record<Kind, MethodCount>>>
}

/** Counts the methods of a catalogue by what their definitions say. */
export function countMethods({ definitions }: Pick<Catalogue, 'definitions'>): MethodCounts {
  const countOf = (counted: Catalogue['definitions']): MethodCount => ({
    methods: counted.length,
    regularize: counted.filter(regularizes).length,
    differentiateDerivatives: counted.filter(differentiatesDerivatives).length,
  })
  const byKind = kindNames.flatMap((kind): [Kind, MethodCount][] => {
    const ofKind = definitions.filter((definition) => definition.kind === kind)
    return ofKind.length === 0 ? [] : [[kind, countOf(ofKind)]]
  })
  return { ...countOf(definitions), byKind: Object.fromEntries(byKind) }
}

type AnyDefinition = Catalogue['definitions'][number]

/** Whether it is a regularization method: one that says what regularizers are asked. */
const regularizes = ({ advice }: AnyDefinition): boolean => advice !== undefined

const differentiatesDerivatives = (definition: AnyDefinition): boolean =>
  'derivatives' in definition && definition.derivatives !== undefined

/** The counts as lines of columns: each kind, then all. */
export function countTable({ byKind, ...total }: MethodCounts): string[][] {
  const row = (name: string, count: MethodCount): string[] => [
    name,
    ...[count.methods, count.regularize, count.differentiateDerivatives].map(String),
  ]
  const ofKinds = kindNames.flatMap((kind) => {
    const count = byKind[kind]
    return count === undefined ? [] : [row(kinds[kind].plural, count)]
  })
  return [
    ['', 'methods', 'regularize', 'differentiate a derivative'],
    ...ofKinds,
    row('all', total),
  ]
}
