import { Rng } from '@sobolev/core'
import { parseConfig } from '../config/load.ts'
import { type Dataset, loadDataset } from './dataset.ts'
import { withCsv } from './temporary-csv.fixture.ts'

/** Loads `text` under the settings that follow `data: { file, target: y`. */
export function load(text: string, settings = ''): Promise<Dataset> {
  return withCsv(text, (path) => {
    const data = `data: { file: ${path}, target: y${settings === '' ? '' : `, ${settings}`} }`
    const config = parseConfig(`${data}\nmodel: { layers: [] }\n`, 'a.yaml')
    return loadDataset(config, { rng: new Rng(1) })
  })
}

/** A file of one input, whose rows take the cells in turn, and a target that does not depend on it. */
export const ofCells = (cells: readonly string[], rows = 40): string =>
  `x;y\n${Array.from({ length: rows }, (_, i) => `${cells[i % cells.length]};${i % 2 ? 'a' : 'b'}`).join('\n')}\n`

/** A file of one input and a target, its classes in turn. */
export const ofClasses = (classes: readonly string[], rows = 90): string =>
  `x,y\n${Array.from({ length: rows }, (_, i) => `${i}.5,${classes[i % classes.length]}`).join('\n')}\n`

/** The number that each cell of `ofCells(cells)` is read as, by its text. */
export async function valuesOf(
  cells: readonly string[],
  settings = '',
): Promise<Map<string, number>> {
  const set = await load(ofCells(cells), `scale: none${settings}`)
  const values = new Map<string, number>()
  set.training.rowNumbers.forEach((row, i) => {
    values.set(cells[(row - 2) % cells.length] ?? '', set.training.inputs[i] ?? Number.NaN)
  })
  return values
}

/** The notices of how the cells of columns were read. */
export const texts = ({ notices }: Dataset): string[] =>
  notices
    .map(({ text }) => text)
    .filter((text) => /^(?:read as|dates|texts) /.test(text.replace(',', ' ')))
