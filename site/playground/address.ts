/** Keeps the address of the page up to date. */
import { shipped } from './shipped.ts'
import type { State } from './state.ts'
import { type UrlState, writeFragment } from './url-state.ts'

let turn = 0

/** Puts a state into the address, which says nothing where its table is too large for it. */
export async function writeAddress(state: State): Promise<void> {
  const now = ++turn
  const isText = state.table === null || state.table.text !== null
  const fragment = isText ? await writeFragment(urlState(state)) : null
  if (now !== turn) return
  state.isInAddress = fragment !== null
  const address = fragment === null ? location.pathname + location.search : `#${fragment}`
  history.replaceState(history.state, '', address)
}

function urlState({ example, table, view, status, ended, config }: State): UrlState {
  const isShipped = shipped.find(({ name }) => name === example)?.config === config
  const steps = status === 'stopped' ? (ended?.taken ?? 0) : 0
  return {
    example,
    config: isShipped ? null : config,
    table: table?.text ? { name: table.name, text: table.text } : null,
    view,
    until: status === 'stopped' || status === 'ready' ? steps : 'end',
  }
}
