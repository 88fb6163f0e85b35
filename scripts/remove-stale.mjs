/**
 * Removes from a package's `dist` what was made of sources that are no longer there: `tsc -b` leaves it, and it would
 * be packed. Run in the package's folder, by its `build`, before anything is made.
 */
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const madeFrom = (file) => file.replace(/^commonjs\//, '').replace(/\.(d\.ts|js)(\.map)?$/, '.ts')
const files = existsSync('dist') ? await readdir('dist', { recursive: true }) : []
const stale = files
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.(d\.ts|js)(\.map)?$/.test(file) && !existsSync(join('src', madeFrom(file))))
for (const file of stale) await rm(join('dist', file))
// What the compiler remembers of them would keep it from noticing.
if (stale.length > 0) await rm('tsconfig.tsbuildinfo', { force: true })
