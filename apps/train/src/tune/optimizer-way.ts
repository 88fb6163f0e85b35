import { kinds } from '@sobolev/nn'
import { type AnyDefinition, optionsOf } from '../config/method-options.ts'
import type { ConfigDraft } from './config-draft.ts'
import type { ChangeOptions, Way } from './way.ts'
import {
  type FindDefinition,
  readMethod,
  type WrittenMethod,
  writeMethod,
} from './written-method.ts'

const path = [kinds.optimizer.key]
/** What a config trains by that names no optimizer. */
const usual: WrittenMethod = { name: 'adam', options: {} }

/** Of an optimizer that has an option for it, or that changes the steps of another one; null where neither fits. */
export function optimizerWay(
  definition: AnyDefinition,
  find: FindDefinition,
  start: ConfigDraft,
): Way | null {
  const { name, tuning = {} } = definition
  const optimizerOf = (draft: ConfigDraft): WrittenMethod =>
    readMethod(draft.get(...path), find) ?? usual
  const write = (draft: ConfigDraft, method: WrittenMethod): void =>
    draft.set(path, writeMethod(method, find))
  const inner = innerOption(definition)
  if (inner !== null) {
    const isAround = (draft: ConfigDraft): boolean => optimizerOf(draft).name === name
    return {
      isThere: isAround,
      put(draft, change) {
        const before = optimizerOf(draft)
        if (before.name === name) write(draft, { name, options: change(before.options) })
        else
          write(draft, { name, options: { [inner]: writeMethod(before, find), ...change(null) } })
      },
      remove(draft) {
        const within = readMethod(optimizerOf(draft).options[inner], find)
        if (isAround(draft) && within !== null) write(draft, within)
      },
    }
  }
  const option = tuning.strength?.option
  const innermostName = innermostOf(optimizerOf(start), find).name
  if (option === undefined || ![name, tuning.insteadOf].includes(innermostName)) return null
  return {
    isThere: (draft) => innermostOf(optimizerOf(draft), find).name === name,
    put(draft, change) {
      write(draft, withInnermost(optimizerOf(draft), find, { name, change }))
    },
    remove(draft) {
      const change: ChangeOptions = (before) => ({ ...before, [option]: 0 })
      write(draft, withInnermost(optimizerOf(draft), find, { name, change }))
    },
  }
}

/** Whether the optimizer of a config has an option of its own by a name. */
export function optimizerHas(draft: ConfigDraft, option: string, find: FindDefinition): boolean {
  const { name } = innermostOf(readMethod(draft.get(...path), find) ?? usual, find)
  const definition = find(name)
  return definition !== undefined && Object.hasOwn(optionsOf(definition), option)
}

/** The option of an optimizer that holds the one whose steps it changes; null where it has none. */
function innerOption(definition: AnyDefinition | undefined): string | null {
  const table = definition === undefined ? {} : optionsOf(definition)
  const found = Object.entries(table).find(
    ([, option]) =>
      option.type === 'method' && option.kind === 'optimizer' && option.default === undefined,
  )
  return found?.[0] ?? null
}

function innermostOf(method: WrittenMethod, find: FindDefinition): WrittenMethod {
  const option = innerOption(find(method.name))
  const inner = option === null ? null : readMethod(method.options[option], find)
  return inner === null ? method : innermostOf(inner, find)
}

function withInnermost(
  method: WrittenMethod,
  find: FindDefinition,
  put: { readonly name: string; readonly change: ChangeOptions },
): WrittenMethod {
  const option = innerOption(find(method.name))
  const inner = option === null ? null : readMethod(method.options[option], find)
  if (option !== null && inner !== null) {
    const changed = writeMethod(withInnermost(inner, find, put), find)
    return { ...method, options: { ...method.options, [option]: changed } }
  }
  const { name, change } = put
  // What an optimizer of another name has beside is what this one has, too.
  const options =
    method.name === name ? change(method.options) : { ...method.options, ...change(null) }
  return { name, options }
}
