/** What the page and its worker say to each other. */
import type { Fault, Notice } from '../../apps/train/src/in-browser.ts'

/** What of a model is looked at. */
export interface View {
  /** The column along the width; `null`: the first that can be one. */
  readonly across: string | null
  /** The column along the height; `null`: the second, if there is one. */
  readonly up: string | null
  /** Whether the gradient of what is predicted by the inputs is shown. */
  readonly arrows: boolean
}

/** A file by its path. */
export type NamedFile = readonly [path: string, content: Uint8Array]

/** What is trained. */
export interface Experiment {
  readonly files: readonly NamedFile[]
  /** The path of the config among the files. */
  readonly config: string
  /** That of a table of one's own. */
  readonly table: string | null
}

/** What the page asks for. `id` counts the experiments: answers to earlier ones are of no use. */
export type Request =
  | {
      readonly kind: 'open'
      readonly id: number
      readonly experiment: Experiment
      readonly view: View
      /** Trains to its end, or until so many steps were taken, or waits. */
      readonly until: 'end' | number | null
    }
  | { readonly kind: 'train'; readonly id: number }
  | { readonly kind: 'stop'; readonly id: number }
  | { readonly kind: 'look'; readonly id: number; readonly view: View }
  | {
      readonly kind: 'init'
      readonly id: number
      readonly table: NamedFile
      readonly target: string | null
    }

/** An axis of the plane, in the units of the file. */
export interface Axis {
  readonly name: string
  readonly low: number
  readonly high: number
}

/** Rows of the table where they lie in the plane. */
export interface Points {
  readonly x: Float64Array
  /** Of one axis: the target, in the units of the file. */
  readonly y: Float64Array
  /** The number of the class, or the target in the units of the file. */
  readonly values: Float64Array
  /** From here on, they are not trained on. */
  readonly validation: number
}

/** What an experiment is about, as soon as it is known. */
export interface About {
  readonly name: string
  readonly target: string
  /** Empty in regression. */
  readonly classes: readonly string[]
  readonly rows: { readonly training: number; readonly validation: number; readonly test: number }
  /** How many folds validate, one after the other; `null`: a part of its own does. */
  readonly folds: number | null
  readonly features: number
  readonly parameters: number
  readonly epochs: number
  /** How many trainings there are, one after the other. */
  readonly trainings: number
  readonly notices: readonly Notice[]
  /** The columns that can be axes. */
  readonly columns: readonly string[]
  /** The names of the penalties. */
  readonly penalties: readonly string[]
}

/** Which plane is looked at, and the rows in it. */
export interface Plane {
  readonly across: Axis
  /** `null`: there is one axis, and the prediction goes up. */
  readonly up: Axis | null
  readonly points: Points
  /** How many other inputs there are, which stay at their median or most frequent value. */
  readonly others: number
}

/** What a model says of the plane. */
export interface Picture {
  readonly epoch: number
  readonly step: number
  /** Cells along each axis; rows from the bottom, each from the left. */
  readonly size: { readonly across: number; readonly up: number }
  /** The probability, or score, of each class for each cell; of regression one prediction in the units of the file. */
  readonly values: Float32Array
  /** How many numbers a cell has. */
  readonly width: number
  /** The probability above which the second of two classes is predicted; `null`: the likeliest class is. */
  readonly threshold: number | null
  /** For each cell of the coarser grid of arrows, the change across and up the plane, whose sides are 1 long. */
  readonly field: {
    readonly across: number
    readonly up: number
    readonly changes: Float32Array
  } | null
}

/** What an epoch came to. */
export interface EpochFigures {
  readonly epoch: number
  readonly step: number
  readonly loss: number
  readonly validation: Figures
  /** By penalty. */
  readonly shares: Readonly<Record<string, number>>
}

/** Figures of a part by name; `null` where it does not allow one. */
type Figures = Readonly<Record<string, number | null>>

/** How a run stands that does not go on. */
export interface Ended {
  readonly status: 'finished' | 'stoppedEarly' | 'converged' | 'interrupted'
  readonly digest: string
  readonly epochs: number
  readonly steps: number
  /** Steps that were taken, one of all members at a time counted once. */
  readonly taken: number
  readonly bestEpoch: number
  readonly seconds: number
  /** Of the final weights; `null` where there are none. */
  readonly validation: Figures | null
  readonly test: Figures | null
}

/** What the worker tells. */
export type Answer =
  | { readonly kind: 'about'; readonly id: number; readonly about: About }
  | { readonly kind: 'plane'; readonly id: number; readonly plane: Plane | null }
  | { readonly kind: 'picture'; readonly id: number; readonly picture: Picture }
  | { readonly kind: 'progress'; readonly id: number; readonly fraction: number }
  | { readonly kind: 'epoch'; readonly id: number; readonly figures: EpochFigures }
  | { readonly kind: 'ended'; readonly id: number; readonly ended: Ended }
  | { readonly kind: 'faults'; readonly id: number; readonly faults: readonly Fault[] }
  | {
      readonly kind: 'columns'
      readonly id: number
      readonly columns: readonly string[]
      /** What is likely to be predicted. */
      readonly target: string
    }
  | { readonly kind: 'config'; readonly id: number; readonly text: string }
