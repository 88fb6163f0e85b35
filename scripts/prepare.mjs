/**
 * What `npm ci` does when all packages are there: compiles the kernels. Without development dependencies there is no
 * compiler; then it says so, and whatever was built before stays as it is.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

function hasCompiler() {
  try {
    createRequire(join(root, 'packages/kernels/package.json')).resolve(
      'assemblyscript/package.json',
    )
    return true
  } catch {
    return false
  }
}

if (hasCompiler())
  execFileSync(process.execPath, [join(root, 'packages/kernels/assembly/build.mjs')], {
    stdio: 'inherit',
  })
else if (existsSync(join(root, 'apps/train/dist/program/main.js')))
  process.stderr.write('prepare: the compilers are not installed; what was built before stays\n')
else
  process.stderr.write(
    'prepare: nothing was built, as the compilers are development dependencies; "npm ci && npm run build" builds, and "npm prune --omit=dev" takes them away again\n',
  )
