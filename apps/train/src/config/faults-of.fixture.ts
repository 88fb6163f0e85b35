import { InputError } from '../errors.ts'
import { parseConfig } from './load.ts'

/** A config that says as little as one can. */
export const least = 'data: { file: d.csv, target: y }\nmodel: { layers: [] }\n'

/** What is wrong with a config, a line each; none where nothing is. */
export function faultsOf(text: string, overrides: readonly string[] = []): string[] {
  try {
    parseConfig(text, 'configs/a.yaml', overrides)
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n')
    throw error
  }
  return []
}
