/** The experiments of the repository that the page offers, with their tables, as they are on a disk. */
import friedman from '../../configs/friedman-few-rows.yaml?raw'
import heatEquation from '../../configs/heat-equation.yaml?raw'
import sobolev from '../../configs/sobolev.yaml?raw'
import twoMoons from '../../configs/two-moons.yaml?raw'
import twoMoonsPenalty from '../../configs/two-moons-penalty.yaml?raw'
import twoSpirals from '../../configs/two-spirals.yaml?raw'
import twoMoonsTable from '../../datasets/two-moons.csv?raw'
import type { NamedFile } from './messages.ts'

/** An experiment of the repository. */
export interface Shipped {
  /** The name of its config, without an ending. */
  readonly name: string
  /** What people read. */
  readonly words: string
  readonly config: string
}

export const shipped: readonly Shipped[] = [
  { name: 'two-moons', words: 'Two moons, without a penalty', config: twoMoons },
  {
    name: 'two-moons-penalty',
    words: 'Two moons, input gradient penalised',
    config: twoMoonsPenalty,
  },
  { name: 'two-spirals', words: 'Two spirals', config: twoSpirals },
  { name: 'sobolev', words: 'A surface and its slopes (Sobolev training)', config: sobolev },
  { name: 'heat-equation', words: 'The heat equation, by its residual', config: heatEquation },
  { name: 'friedman-few-rows', words: 'Friedman’s function of ten inputs', config: friedman },
]

/** The experiment that the page begins with. */
export const first = 'two-moons'

const named = (path: string, text: string): NamedFile => [path, new TextEncoder().encode(text)]

const files = new Map([named('/datasets/two-moons.csv', twoMoonsTable)])

/** The files that experiments name by their paths. The others are there once `loadOthers` has resolved. */
export const shippedFiles = (): NamedFile[] => [...files]

/** Loads the tables that the page does not begin with, and the presets. */
export const loadOthers: () => Promise<void> = once(async () => {
  const { others } = await import('./other-files.ts')
  for (const [path, text] of Object.entries(others)) files.set(...named(path, text))
})

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
