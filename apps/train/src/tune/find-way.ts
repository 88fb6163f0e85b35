import { type Catalogue, kinds } from '@sobolev/nn'
import type { AnyDefinition } from '../config/method-options.ts'
import type { ConfigDraft } from './config-draft.ts'
import { layerWay } from './layer-way.ts'
import { optimizerWay } from './optimizer-way.ts'
import { termWay } from './term-way.ts'
import type { Way } from './way.ts'
import { type FindDefinition, readMethod, writeMethod } from './written-method.ts'

/** How a method stands in a config; null where it cannot, whatever else is there. */
export function wayOf(
  definition: AnyDefinition,
  catalogue: Catalogue,
  draft: ConfigDraft,
): Way | null {
  const find: FindDefinition = (name) => catalogue.of(definition.kind).get(name)
  if (definition.kind === 'layer') return layerWay(definition, find, draft)
  if (definition.kind === 'optimizer') return optimizerWay(definition, find, draft)
  if (definition.kind === 'average') return averageWay(definition, find)
  return termWay(definition, find, draft)
}

/** Of an average, of which there is one. */
function averageWay({ name }: AnyDefinition, find: FindDefinition): Way {
  const path = [kinds.average.key]
  const averageIn = (draft: ConfigDraft) => {
    const method = readMethod(draft.get(...path), find)
    return method?.name === name ? method : null
  }
  return {
    isThere: (draft) => averageIn(draft) !== null,
    put(draft, change) {
      const options = change(averageIn(draft)?.options ?? null)
      draft.set(path, writeMethod({ name, options }, find))
    },
    remove: (draft) => draft.set(path, null),
  }
}
