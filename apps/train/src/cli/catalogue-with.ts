import { type Catalogue, catalogue } from '@sobolev/nn'
import { loadOwnMethods } from '../config/own-methods.ts'
import type { CommandIo } from './io.ts'
import { pathOf } from './paths.ts'

/** All methods, with those of modules that the command line names by `--use`. */
export async function catalogueWith(use: readonly string[], io: CommandIo): Promise<Catalogue> {
  if (use.length === 0) return catalogue
  const files = use.map((file) => ({ path: pathOf(io, file), place: '--use' }))
  return (await loadOwnMethods(files)).catalogue
}
