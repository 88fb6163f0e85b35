/** The state of the playground, and what people do with it. */
import { computed, onBeforeUnmount, onMounted, reactive, watch } from 'vue'
import type {
  About,
  Answer,
  Ended,
  EpochFigures,
  Experiment,
  NamedFile,
  Picture,
  Plane,
  Request,
  View,
} from './messages.ts'
import { penaltyWeight, withPenaltyWeight } from './penalty-weight.ts'
import { first, loadOthers, shipped, shippedFiles } from './shipped.ts'
import { readFragment, type UrlState, writeFragment } from './url-state.ts'

/** A table of one's own. */
interface OwnTable {
  readonly name: string
  readonly content: Uint8Array
  /** `null`: it is no text. */
  readonly text: string | null
}

/** What is known of the run. */
type Status = 'reading' | 'ready' | 'training' | 'stopped' | 'finished' | 'faulty'

/** A fault of the config or the table; `line`: of the config. */
interface ShownFault {
  readonly place: string
  readonly message: string
  readonly line: number | null
}

interface State {
  example: string | null
  table: OwnTable | null
  /** The columns of one's own table. */
  columns: readonly string[]
  target: string | null
  config: string
  view: View
  status: Status
  about: About | null
  plane: Plane | null
  picture: Picture | null
  epochs: readonly EpochFigures[]
  fraction: number
  ended: Ended | null
  faults: readonly ShownFault[]
  /** Why the address does not say all; empty where it does. */
  addressRemark: string
}

/** Milliseconds after the last key before a config is read. */
const afterTyping = 500
/** The same after the slider has moved. */
const afterSliding = 120

export type Playground = ReturnType<typeof usePlayground>

export function usePlayground() {
  const state = reactive<State>({
    example: first,
    table: null,
    columns: [],
    target: null,
    config: shipped[0]?.config ?? '',
    view: { across: null, up: null, arrows: false },
    status: 'reading',
    about: null,
    plane: null,
    picture: null,
    epochs: [],
    fraction: 0,
    ended: null,
    faults: [],
    addressRemark: '',
  })
  let worker: Worker | null = null
  let id = 0
  /** Whether people want it to train, also after a change of the config. */
  let isWanted = true
  let timer: ReturnType<typeof setTimeout> | undefined

  const ask = (request: Request): void => worker?.postMessage(request)
  const configPath = (): string =>
    state.example === null
      ? `/${(state.table?.name ?? 'table.csv').replace(/\.[^.]*$/, '')}.yaml`
      : `/configs/${state.example}.yaml`

  function experiment(): Experiment {
    const config = configPath()
    const own: NamedFile[] =
      state.table === null ? [] : [[`/${state.table.name}`, state.table.content]]
    const files = [
      ...shippedFiles(),
      ...own,
      [config, new TextEncoder().encode(state.config)] as const,
    ]
    return { files, config }
  }

  /** Reads the config and the table, and trains as far as it is wanted. */
  function open(until: 'end' | number | null = isWanted ? 'end' : null): void {
    clearTimeout(timer)
    id++
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
    if (answer.kind === 'about') state.about = answer.about
    else if (answer.kind === 'plane') {
      state.plane = answer.plane
      state.picture = null
    } else if (answer.kind === 'picture') state.picture = answer.picture
    else if (answer.kind === 'progress') state.fraction = answer.fraction
    else if (answer.kind === 'epoch') state.epochs = [...state.epochs, answer.figures]
    else if (answer.kind === 'ended') {
      state.ended = answer.ended
      state.status = answer.ended.status === 'interrupted' ? 'stopped' : 'finished'
      if (state.status === 'finished') state.fraction = 1
    } else if (answer.kind === 'config') {
      Object.assign(state, { columns: answer.columns, target: answer.target, config: answer.text })
      open()
    } else {
      state.status = 'faulty'
      state.faults = answer.faults.map((fault) => ({ ...fault, line: lineOf(fault.place) }))
    }
  }

  /** The line of the config that a place names. */
  function lineOf(place: string): number | null {
    const [, file, line] = /^(.*):(\d+):\d+$/.exec(place) ?? []
    return file !== undefined && configPath().endsWith(file) ? Number(line) : null
  }

  async function choose(name: string): Promise<void> {
    const found = shipped.find((one) => one.name === name)
    if (found === undefined) return
    await loadOthers()
    const view = { across: null, up: null, arrows: state.view.arrows }
    Object.assign(state, {
      example: name,
      table: null,
      columns: [],
      target: null,
      config: found.config,
      view,
    })
    open()
  }

  /** Takes a table of one's own, and makes a config of it. */
  async function take(name: string, content: Uint8Array): Promise<void> {
    await loadOthers()
    const table = { name, content, text: textOf(content) }
    const view = { across: null, up: null, arrows: state.view.arrows }
    Object.assign(state, { example: null, table, columns: [], target: null, view })
    predict(null)
  }

  /** Makes a config that predicts a column of one's own table. */
  function predict(target: string | null): void {
    if (state.table === null) return
    id++
    Object.assign(state, { status: 'reading', faults: [] })
    ask({ kind: 'init', id, table: [`/${state.table.name}`, state.table.content], target })
  }

  function train(): void {
    isWanted = true
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

  function urlState(): UrlState {
    const { example, table, view, status, ended, config } = state
    const isShipped = shipped.find(({ name }) => name === example)?.config === config
    const steps = status === 'stopped' ? (ended?.steps ?? 0) : 0
    return {
      example,
      config: isShipped ? null : config,
      table: table?.text ? { name: table.name, text: table.text } : null,
      view,
      until: status === 'stopped' || status === 'ready' ? steps : 'end',
    }
  }

  async function restore(said: UrlState): Promise<void> {
    const example = shipped.find(({ name }) => name === said.example) ?? null
    const isFirst = said.table === null && (example === null || example.name === first)
    if (!isFirst || said.config !== null) await loadOthers()
    if (said.table !== null) {
      const { name, text } = said.table
      state.table = { name, text, content: new TextEncoder().encode(text) }
    }
    state.example = said.table === null ? (example?.name ?? first) : null
    state.view = said.view
    isWanted = said.until === 'end'
    const config = said.config ?? example?.config ?? (said.table === null ? state.config : null)
    if (config === null) predict(null)
    else {
      state.config = config
      open(said.until === 0 ? null : said.until)
    }
  }

  let written = 0
  async function writeAddress(): Promise<void> {
    const turn = ++written
    const isOwn = state.table !== null
    const fragment = isOwn && state.table?.text === null ? null : await writeFragment(urlState())
    if (turn !== written) return
    state.addressRemark =
      fragment === null
        ? 'The table is too large for the address: open it again with this page.'
        : ''
    if (fragment !== null) history.replaceState(history.state, '', `#${fragment}`)
  }

  onMounted(async () => {
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => hear(data))
    worker.addEventListener('error', ({ message }) => {
      state.status = 'faulty'
      state.faults = [{ place: '', message, line: null }]
    })
    await restore(await readFragment(location.hash))
    await loadOthers()
    watch(() => [state.example, state.table, state.config, state.view, state.status], writeAddress)
  })
  onBeforeUnmount(() => worker?.terminate())

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
