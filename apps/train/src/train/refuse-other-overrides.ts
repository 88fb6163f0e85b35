import { InputError } from '../errors.ts'
import { keyOf } from './restore.ts'

/**
 * Refuses overrides of a recorded run but for where its files have gone, such as `data.file=new/place.csv`.
 *
 * @param message what such a run takes, and the way out
 * @throws InputError naming each of the others
 */
export function refuseOtherOverrides(overrides: readonly string[], message: string): void {
  const places = /^(?:data(?:\.validation|\.test)?\.file|from\.checkpoint|use\.\d+\.file)$/
  const faults = overrides
    .map(keyOf)
    .filter((key) => !places.test(key))
    .map((key) => ({ place: `--set ${key}`, message }))
  if (faults.length > 0) throw new InputError(faults)
}
