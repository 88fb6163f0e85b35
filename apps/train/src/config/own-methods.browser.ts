/** What `own-methods.ts` loads from a disk, where there is none. */
import { InputError } from '../errors.ts'
import type { OwnMethods } from './own-methods.ts'

/** Refuses the files of `use`: they are built and run by Node. */
export async function loadOwnMethods(
  files: readonly { readonly path: string; readonly place: string }[],
): Promise<OwnMethods> {
  throw new InputError(
    files.map(({ path, place }) => ({
      place,
      message: `use: a file of methods is run by the command line alone, got ${path}; train from there, or leave it out`,
    })),
  )
}
