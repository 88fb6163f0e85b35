import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { layersWithin } from './layers-within.ts'

/** The name of a layer that takes indices, by which nothing is differentiated; null where there is none. */
export function layerOfIndices(config: Pick<Config, 'catalogue' | 'model'>): string | null {
  const layer = layersWithin(config).find(
    ({ method }) => definitionOf(config.catalogue, 'layer', method).inputs === 'indices',
  )
  return layer?.method ?? null
}
