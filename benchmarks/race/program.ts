import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', '..', 'apps', 'train')

/** The command line as it is installed. Throws an Error where nothing is built. */
export function builtProgram(): string {
  if (!existsSync(join(folder, 'dist', 'program', 'main.js')))
    throw new Error('benchmarks: the command line must be built, by npm run build')
  return join(folder, 'bin', 'sobolev.js')
}
