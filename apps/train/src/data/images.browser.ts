/** What `images.ts` reads from a disk, where there is none. */
import { InputError } from '../errors.ts'

export const labelColumn = 'label'

/** A page takes tables alone; whoever reads them says what is wrong with other files. */
export const areImages = async (_path: string): Promise<boolean> => false

const refuse = async (): Promise<never> => {
  throw new InputError('images must lie on a disk; train on them from the command line')
}

export const openImages = refuse
export const readImages = refuse
export const digestOfImages = refuse
export const sendLabels = refuse
