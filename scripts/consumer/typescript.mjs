/** Type checks of a project that uses the packages: a strict one, and one for each way of resolving modules. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const strict = {
  target: 'es2022',
  lib: ['es2022', 'dom'],
  strict: true,
  noUncheckedIndexedAccess: true,
  types: [],
  noEmit: true,
}
const newest = { ...strict, exactOptionalPropertyTypes: true, verbatimModuleSyntax: true }

/** The newest compiler takes no `node10`; older ones do, and their users have it. */
const ways = [
  ['typescript', { ...newest, module: 'nodenext' }],
  ['typescript', { ...newest, module: 'esnext', moduleResolution: 'bundler' }],
  ['typescript5', { ...strict, module: 'node16' }],
  ['typescript5', { ...strict, module: 'node16' }, 'commonjs'],
  ['typescript5', { ...strict, module: 'esnext', moduleResolution: 'node10' }],
  ['typescript5', { ...strict, module: 'commonjs', moduleResolution: 'node10' }],
]

/** Checks `types.ts` in every way, with the compilers in these folders; returns how many ways there are. */
export function checkTypes(app, compilers) {
  for (const [index, [compiler, compilerOptions, type = 'module']] of ways.entries()) {
    const folder = join(app, `types-${index}`)
    mkdirSync(folder)
    const settings = { compilerOptions, files: ['types.ts'] }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
    cpSync(join(import.meta.dirname, 'types.ts'), join(folder, 'types.ts'))
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    const tsc = join(compilers[compiler], 'bin/tsc')
    execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'inherit' })
  }
  return ways.length
}
