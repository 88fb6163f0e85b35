import type { ExampleLayout } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { listed, quoted } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { layersWithin } from './layers-within.ts'

/**
 * Makes sure that columns of categories that are encoded as indices meet a layer that takes such: for others they would be
 * quantities.
 *
 * @throws InputError naming the columns
 */
export function checkCategoryIndices(
  config: Pick<Config, 'catalogue' | 'model'>,
  layout: ExampleLayout,
): void {
  const among = indicesAmong(layout)
  if (among === null) return
  const { catalogue } = config
  const takes = ({ method }: { readonly method: string }): boolean =>
    definitionOf(catalogue, 'layer', method).inputs !== undefined
  if (layersWithin(config).some(takes)) return
  const layers = [...catalogue.of('layer').values()].filter(({ inputs }) => inputs === 'columns')
  const names = layers.map(({ name }) => name)
  const hint =
    names.length === 0
      ? ''
      : `let the first layer of the model be ${listed(names).replace(' and ', ' or ')}, or `
  throw new InputError(
    `model.layers: ${among}, which a layer must embed; ${hint}set data.categories.encoding: oneHot`,
  )
}

/** Which columns are indices of categories, in words; null where none is. */
export function indicesAmong({ elements = [] }: ExampleLayout): string | null {
  const columns = elements.flatMap(({ kind, column }) => (kind === 'index' ? [quoted(column)] : []))
  if (columns.length === 0) return null
  return columns.length === 1
    ? `the column ${columns[0]} is an index of categories`
    : `the columns ${listed(columns)} are indices of categories`
}
