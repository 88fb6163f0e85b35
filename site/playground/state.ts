/** What the page knows. */
import { shallowReactive } from 'vue'
import type { Fault } from '../../apps/train/src/in-browser.ts'
import { firstPicture } from './first-picture.ts'
import type { About, Ended, EpochFigures, Picture, Plane, View } from './messages.ts'
import { first, shipped } from './shipped.ts'

/** A table of one's own. */
interface OwnTable {
  readonly name: string
  readonly content: Uint8Array
  /** `null`: it is no text. */
  readonly text: string | null
}

/** A fault, and the line of the config that is at fault; `null`: something else is. */
export interface ShownFault extends Fault {
  readonly line: number | null
  /** Whether the table is at fault. */
  readonly isOfTable: boolean
}

export interface State {
  /** The shipped experiment; `null`: a table of one's own. */
  example: string | null
  table: OwnTable | null
  /** The columns of one's own table. */
  columns: readonly string[]
  target: string | null
  config: string
  view: View
  status: 'reading' | 'ready' | 'training' | 'stopped' | 'finished' | 'faulty'
  about: About | null
  plane: Plane | null
  picture: Picture | null
  epochs: readonly EpochFigures[]
  /** How much of the training is done. */
  fraction: number
  ended: Ended | null
  faults: readonly ShownFault[]
  /** Whether the address holds all of this. */
  isInAddress: boolean
}

/** The state of a page that was just opened: the first experiment, before training. */
export const initialState = (): State =>
  shallowReactive<State>({
    example: first,
    table: null,
    columns: [],
    target: null,
    config: shipped.find(({ name }) => name === first)?.config ?? '',
    view: { across: null, up: null, arrows: false },
    status: 'reading',
    ...firstPicture(),
    epochs: [],
    fraction: 0,
    ended: null,
    faults: [],
    isInAddress: true,
  })

/** What is known of an experiment before it is read. */
export const nothing = {
  about: null,
  plane: null,
  picture: null,
  epochs: [],
  fraction: 0,
  ended: null,
  faults: [],
} as const satisfies Partial<State>

/** The file of the config of a state, and that of one's own table. */
export const pathsOf = ({ example, table }: State): { config: string; table: string } => {
  const name = table?.name ?? 'table.csv'
  const stem = name.replace(/(?:\.gz)?$/i, '').replace(/\.[^.]*$/, '')
  return {
    config: example === null ? `/${stem}.yaml` : `/configs/${example}.yaml`,
    table: `/${name}`,
  }
}

/** A fault with what it is of. */
export function shownFault(fault: Fault, state: State): ShownFault {
  const [, file, line] = /^(.*):(\d+):\d+$/.exec(fault.place) ?? []
  const isOfConfig = file !== undefined && pathsOf(state).config.endsWith(file)
  const isOfTable = /\.(?:csv|tsv|txt|gz)\b/i.test(fault.place) || state.config === ''
  const place = fault.place.replace(/^\//, '')
  return {
    ...fault,
    place,
    line: isOfConfig ? Number(line) : null,
    isOfTable: !isOfConfig && isOfTable,
  }
}
