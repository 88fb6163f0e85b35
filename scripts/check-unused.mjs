/**
 * Lists files, exports and dependencies that nothing in the repository uses, and dependencies that no manifest names:
 * knip.jsonc says what is run by its path. An export that its own file alone uses need not be one.
 *
 *     npm run check:unused
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { installTools, root } from './consumer/packed.mjs'

installTools()
const knip = join(import.meta.dirname, 'consumer/node_modules/knip/bin/knip.js')
const { status } = spawnSync(process.execPath, [knip, '--no-progress'], {
  cwd: root,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
