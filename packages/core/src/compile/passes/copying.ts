import { copyAll } from '../../operations/layout/copy.ts'
import type { Origin } from '../node.ts'

/** The same elements in a place of their own. */
export const copying: Origin = {
  kind: 'step',
  operation: 'copy',
  lower: copyAll,
  view: false,
  inPlace: false,
  mayStop: false,
}
