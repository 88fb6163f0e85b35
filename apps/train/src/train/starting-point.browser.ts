/** What `starting-point.ts` reads from a disk, where there is none. */
import type { Config, FromConfig } from '../config/config.ts'
import type { Dataset } from '../data/dataset.ts'
import { InputError } from '../errors.ts'
import type { StartingPoint } from './starting-point.ts'

/** Refuses the checkpoint of `from`. */
export async function readStartingPoint(
  { checkpoint }: FromConfig,
  _config: Config,
): Promise<StartingPoint> {
  throw new InputError({
    place: '',
    message: `from: a checkpoint is read by the command line alone, got ${checkpoint}; train from there, or leave it out`,
  })
}

/** There is no starting point that could have notices. */
export const withStartNotices = (dataset: Dataset, _start: StartingPoint): Dataset => dataset
