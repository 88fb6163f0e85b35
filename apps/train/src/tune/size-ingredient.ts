import type { ConfigDraft } from './config-draft.ts'
import type { Ingredient } from './ingredient.ts'
import { blocksOf, isDense, layersOf, layersPath } from './layer-way.ts'
import { type FindDefinition, writeMethod } from './written-method.ts'

/** Another number of units in the hidden dense layers, or none of them; null where the config has none. */
export function sizeIngredient(start: ConfigDraft, find: FindDefinition): Ingredient | null {
  if (!layersOf(start, find).some(isDense)) return null
  return {
    name: 'size',
    isThere: false,
    choices: [
      {
        name: 'units',
        words: 'units of the hidden dense layers times 0.25, 0.5, 2.',
        strengths: { kind: 'values', values: [0.25, 0.5, 2] },
        apply(draft, factor) {
          const layers = layersOf(draft, find).map((layer) => {
            const { method, written } = layer
            const units = method?.options.units
            if (!isDense(layer) || method === null || typeof units !== 'number') return written
            const changed = Math.max(1, Math.round(units * Number(factor)))
            return writeMethod({ ...method, options: { ...method.options, units: changed } }, find)
          })
          draft.set(layersPath, layers)
        },
      },
      {
        name: 'noHiddenLayer',
        words: 'with the hidden dense layers and without.',
        strengths: null,
        apply(draft) {
          const blocks = blocksOf(layersOf(draft, find)).filter(({ isHidden }) => !isHidden)
          draft.set(
            layersPath,
            blocks.flatMap(({ layers }) => layers.map(({ written }) => written)),
          )
        },
      },
    ],
    remove() {},
  }
}
