/** The state of the playground, and what people do with it. */
import { computed, onBeforeUnmount, onMounted, watch } from 'vue'
import { writeAddress } from './address.ts'
import type { Answer, EpochFigures, Experiment, NamedFile, Request, View } from './messages.ts'
import { penaltyWeight, withPenaltyWeight } from './penalty-weight.ts'
import { first, loadOthers, shipped, shippedFiles } from './shipped.ts'
import { initialState, nothing, pathsOf, shownFault } from './state.ts'
import { readFragment, type UrlState } from './url-state.ts'

/** Milliseconds after the last key before a config is read. */
const afterTyping = 500
/** The same after the slider has moved. */
const afterSliding = 120

export type Playground = ReturnType<typeof usePlayground>

export function usePlayground() {
  const state = initialState()
  let arrived: EpochFigures[] = []
  let worker: Worker | null = null
  let id = 0
  /** Whether people want it to train, also after a change of the config. */
  let isWanted = true
  let timer: ReturnType<typeof setTimeout> | undefined

  const ask = (request: Request): void => worker?.postMessage(request)

  function experiment(): Experiment {
    const { config, table } = pathsOf(state)
    const own: NamedFile[] = state.table === null ? [] : [[table, state.table.content]]
    const text = new TextEncoder().encode(state.config)
    const files = [...shippedFiles(), ...own, [config, text] as const]
    return { files, config, table: state.table === null ? null : table }
  }

  /** Reads the config and the table, and trains as far as it is wanted. */
  function open(until: 'end' | number | null = isWanted ? 'end' : null): void {
    clearTimeout(timer)
    id++
    arrived = []
    Object.assign(state, { epochs: [], ended: null, fraction: 0, faults: [] })
    state.status = until === null || until === 0 ? 'ready' : 'training'
    ask({
      ...{ kind: 'open', id, experiment: experiment(), view: { ...state.view } },
      until: until === 0 ? null : until,
    })
  }

  function openSoon(milliseconds: number): void {
    clearTimeout(timer)
    timer = setTimeout(open, milliseconds)
  }

  function hear(answer: Answer): void {
    if (answer.id !== id) return
    const { kind } = answer
    if (kind === 'about') {
      Object.assign(state, { about: answer.about, target: answer.about.target })
    } else if (kind === 'plane') Object.assign(state, { plane: answer.plane, picture: null })
    else if (kind === 'picture') state.picture = answer.picture
    else if (kind === 'epoch') arrived.push(answer.figures)
    else if (kind === 'progress') {
      state.fraction = answer.fraction
      state.epochs = arrived.slice()
    } else if (kind === 'ended') {
      state.epochs = arrived.slice()
      state.ended = answer.ended
      state.status = answer.ended.status === 'interrupted' ? 'stopped' : 'finished'
      if (state.status === 'finished') state.fraction = 1
    } else if (kind === 'columns') {
      Object.assign(state, { columns: answer.columns, target: answer.target })
    } else if (kind === 'config') {
      state.config = answer.text
      open()
    } else {
      state.status = 'faulty'
      state.faults = answer.faults.map((fault) => shownFault(fault, state))
    }
  }

  async function choose(name: string): Promise<void> {
    const found = shipped.find((one) => one.name === name)
    if (found === undefined) return
    await loadOthers()
    isWanted = true
    const own = { table: null, columns: [], target: null }
    Object.assign(state, {
      ...nothing,
      ...own,
      example: name,
      config: found.config,
      view: anyPlane(),
    })
    open()
  }

  /** Takes a table of one's own, and makes a config of it. */
  async function take(name: string, content: Uint8Array): Promise<void> {
    await loadOthers()
    isWanted = true
    const table = { name, content, text: textOf(content) }
    const own = { table, columns: [], target: null }
    Object.assign(state, { ...nothing, ...own, example: null, config: '', view: anyPlane() })
    predict(null)
  }

  const anyPlane = (): View => ({ across: null, up: null, arrows: state.view.arrows })

  /** Makes a config that predicts a column of one's own table. */
  function predict(target: string | null): void {
    if (state.table === null) return
    isWanted ||= target !== null
    id++
    Object.assign(state, { status: 'reading', faults: [] })
    ask({ kind: 'init', id, table: [pathsOf(state).table, state.table.content], target })
  }

  function train(): void {
    isWanted = true
    // The config is on its way.
    if (state.status === 'reading') return
    if (state.status === 'stopped' || (state.status === 'ready' && state.about !== null)) {
      state.status = 'training'
      state.ended = null
      ask({ kind: 'train', id })
    } else open('end')
  }

  function stop(): void {
    isWanted = false
    ask({ kind: 'stop', id })
  }

  function reset(): void {
    isWanted = false
    open(null)
  }

  function edit(config: string): void {
    state.config = config
    openSoon(afterTyping)
  }

  function setWeight(weight: number): void {
    state.config = withPenaltyWeight(state.config, weight)
    openSoon(afterSliding)
  }

  function look(view: Partial<View>): void {
    state.view = { ...state.view, ...view }
    ask({ kind: 'look', id, view: { ...state.view } })
  }

  const penalty = computed(() => penaltyWeight(state.config))

  async function restore(said: UrlState): Promise<void> {
    const example = shipped.find(({ name }) => name === said.example) ?? null
    const isFirst = said.table === null && (example === null || example.name === first)
    if (!isFirst || said.config !== null) await loadOthers()
    if (said.table !== null) {
      const { name, text } = said.table
      state.table = { name, text, content: new TextEncoder().encode(text) }
    } else Object.assign(state, { table: null, columns: [], target: null })
    state.example = said.table === null ? (example?.name ?? first) : null
    state.view = said.view
    const isAsItBegins = isFirst && said.config === null && said.view.across === null
    if (!isAsItBegins) Object.assign(state, nothing)
    isWanted = said.until === 'end'
    const config = said.config ?? example?.config ?? (said.table === null ? state.config : null)
    if (config === null) predict(null)
    else {
      state.config = config
      open(said.until === 0 ? null : said.until)
    }
  }

  const readAddress = async (): Promise<void> => restore(await readFragment(location.hash))

  onMounted(async () => {
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => hear(data))
    worker.addEventListener('error', ({ message }) => {
      state.status = 'faulty'
      state.faults = [shownFault({ place: '', message }, state)]
    })
    await readAddress()
    await loadOthers()
    addEventListener('hashchange', readAddress)
    watch(
      () => [state.example, state.table, state.config, state.view, state.status],
      () => writeAddress(state),
    )
  })
  onBeforeUnmount(() => {
    worker?.terminate()
    removeEventListener('hashchange', readAddress)
  })

  return { state, penalty, choose, take, predict, train, stop, reset, edit, setWeight, look }
}

/** The text of a file; `null` where it is no UTF-8. */
function textOf(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return null
  }
}
