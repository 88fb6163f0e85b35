import type { ExampleLayout, InputColumn } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { type MethodColumn, methodColumns } from '../config/method-columns.ts'
import { listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import { matches } from '../data/named-columns.ts'
import type { Preprocessing } from '../data/preprocessing.ts'
import { fileColumnOf } from '../data/reading.ts'
import { type Fault, InputError } from '../errors.ts'

/**
 * Which elements of an example are which column of the file, and in which units, for methods that go by columns: by the
 * names of columns, of their categories such as `island=Biscoe`, and by patterns such as `pixel*` that the config names.
 *
 * @throws InputError for every name that is of no input
 */
export function exampleLayout(
  config: Config,
  { inputs, target, sequence }: Pick<Preprocessing, 'inputs' | 'target' | 'sequence'>,
): ExampleLayout {
  const columns = new Map<string, Required<InputColumn>>()
  let position = 0
  const add = (name: string, elements: readonly number[], scale: number): void => {
    const before = columns.get(name)?.elements ?? []
    columns.set(name, { elements: [...before, ...elements], scale })
  }
  for (const input of inputs) {
    const names =
      input.kind === 'numeric'
        ? [input.name]
        : input.categories.map((text) => `${input.name}=${text ?? '(missing)'}`)
    const elements = names.map((_, index) => position + index)
    position += names.length
    const scale = input.kind === 'numeric' ? input.scale : 1
    if (input.kind === 'categorical')
      names.forEach((name, index) => {
        add(name, elements.slice(index, index + 1), 1)
      })
    // The parts of a date together are its column.
    for (const name of new Set([input.name, fileColumnOf(input)])) add(name, elements, scale)
  }
  const names = [...columns.keys()]
  const ofFile = [...new Set(inputs.flatMap((input) => [input.name, fileColumnOf(input)]))]
  const faults: Fault[] = []
  for (const asked of methodColumns(config)) {
    if (asked.use !== 'inputs') continue
    const { elements: known = [] } = columns.get(asked.name) ?? {}
    if (asked.isSingle && known.length > 1)
      faults.push({
        place: '',
        message: `${asked.key}: must name inputs of one number, got ${quoted(asked.name)}, which has ${known.length}`,
      })
    if (columns.has(asked.name)) continue
    const found = asked.name.includes('*') ? names.filter((name) => matches(name, asked.name)) : []
    if (found.length === 0) faults.push({ place: '', message: unknownInput(asked, ofFile, config) })
    const elements = new Set(found.flatMap((name) => columns.get(name)?.elements ?? []))
    columns.set(asked.name, { elements: [...elements], scale: 1 })
  }
  if (faults.length > 0) throw new InputError(faults)
  return {
    inputs: Object.fromEntries(columns),
    targetScale: target.kind === 'number' ? target.scale : 1,
    ...(sequence && { features: position }),
  }
}

function unknownInput(
  { key, name }: MethodColumn,
  inputs: readonly string[],
  { data }: Config,
): string {
  const isLeftOut = data.exclude.includes(name) || data.inputs !== null
  const hint = isLeftOut && !didYouMean(name, inputs) ? '; see data.inputs and data.exclude' : ''
  return `${key}: no input is named ${quoted(name)}${didYouMean(name, inputs)}; the inputs are ${listed(inputs)}${hint}`
}
