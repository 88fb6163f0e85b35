import { dirname } from 'node:path'
import { type Moves, movedText } from './moved-paths.ts'
import type { TrialOrder } from './trial-order.ts'

/**
 * A message in which paths start from the folder of a sweep, or else from that of the sweep's file, so that what a trial
 * comes to is the same wherever a project lies.
 */
export function portableMessage(
  message: string,
  { folder, settingsBase }: Pick<TrialOrder, 'folder' | 'settingsBase'>,
): string {
  return movedText(message, [[folder, ''], ...above(settingsBase)])
}

/** A folder and those that it lies in, but for the topmost, each as it is called from there. */
function above(folder: string): Moves {
  const parent = dirname(folder)
  if (parent === folder) return []
  const others = above(parent).map(
    ([path, name]) => [path, name === '' ? '..' : `../${name}`] as const,
  )
  return [[folder, ''], ...others]
}
