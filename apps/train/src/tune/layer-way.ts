import type { AnyDefinition } from '../config/method-options.ts'
import type { ConfigDraft } from './config-draft.ts'
import type { Way } from './way.ts'
import {
  type FindDefinition,
  readMethod,
  type WrittenMethod,
  writeMethod,
} from './written-method.ts'

export const layersPath: readonly string[] = ['model', 'layers']

/** A layer of a list, as it stands there and as it was read. */
export interface ListedLayer {
  readonly written: unknown
  readonly method: WrittenMethod | null
}

/** The layers of a config, one after the other. */
export function layersOf(draft: ConfigDraft, find: FindDefinition): ListedLayer[] {
  const layers = draft.get(...layersPath)
  return (Array.isArray(layers) ? layers : []).map((written: unknown) => ({
    written,
    method: readMethod(written, find),
  }))
}

export const isDense = ({ method }: ListedLayer): boolean => method?.name === 'dense'

/**
 * Of a layer that stands behind each hidden layer: behind each dense one and what follows it, or, where there is none,
 * behind all. Where the config has it already, it stays where it is. Null where there is no layer.
 */
export function layerWay(
  definition: AnyDefinition,
  find: FindDefinition,
  start: ConfigDraft,
): Way | null {
  if (layersOf(start, find).length === 0) return null
  const goesBySpread = definition.kind === 'layer' && definition.mixesExamples !== undefined
  const isOne = ({ method }: ListedLayer): boolean => method?.name === definition.name
  return {
    isThere: (draft) => layersOf(draft, find).some(isOne),
    put(draft, change) {
      const layers = layersOf(draft, find)
      const write = (before: WrittenMethod | null): unknown =>
        writeMethod({ name: definition.name, options: change(before?.options ?? null) }, find)
      if (layers.some(isOne)) {
        const changed = layers.map((layer) => (isOne(layer) ? write(layer.method) : layer.written))
        draft.set(layersPath, changed)
        return
      }
      const isAdded = ({ method }: ListedLayer): boolean =>
        find(method?.name ?? '')?.tuning !== undefined
      const blocks = blocksOf(layers)
      draft.set(
        layersPath,
        blocks.flatMap(({ isHidden, layers: block }) => {
          const written = block.map((layer) => layer.written)
          if (!isHidden) return written
          // Before dropout, behind which the spread of units is another in training than later.
          const place = goesBySpread ? block.findIndex(isAdded) : -1
          return written.toSpliced(place < 0 ? block.length : place, 0, write(null))
        }),
      )
    },
    remove(draft) {
      const others = layersOf(draft, find).filter((layer) => !isOne(layer))
      draft.set(
        layersPath,
        others.map(({ written }) => written),
      )
    },
  }
}

/** Layers that belong together. */
interface Block {
  /** Whether it is a dense layer with what follows it. */
  readonly isHidden: boolean
  readonly layers: ListedLayer[]
}

/** Layers by the dense ones, each of which begins a block; where there is none all are one. */
export function blocksOf(layers: readonly ListedLayer[]): Block[] {
  const hasDense = layers.some(isDense)
  const blocks: Block[] = [{ isHidden: !hasDense, layers: [] }]
  for (const layer of layers) {
    if (isDense(layer)) blocks.push({ isHidden: true, layers: [] })
    blocks.at(-1)?.layers.push(layer)
  }
  return blocks
}
