#!/usr/bin/env node
// Kept in the repository, as npm links a command at installation, when nothing is built yet.
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { fileURLToPath } from 'node:url'

const built = new URL('../dist/program/main.js', import.meta.url)
if (existsSync(built)) {
  // From Node 22.8 on, the code of a command is compiled once and kept for its next start.
  nodeModule.enableCompileCache?.()
  await import(built.href)
} else await runSources()

/** In the repository before `npm run build`. */
async function runSources() {
  try {
    const { register } = await import('tsx/esm/api')
    process.env.TSX_TSCONFIG_PATH = fileURLToPath(
      new URL('../../../tsconfig.json', import.meta.url),
    )
    register()
    // For the processes of trials, which begin as this one did.
    process.execArgv.push('--import', import.meta.resolve('tsx'))
  } catch {
    process.stderr.write('sobolev: nothing is built here; "npm ci && npm run build" builds it\n')
    process.exitCode = 1
    return
  }
  await import('../src/main.ts')
}
