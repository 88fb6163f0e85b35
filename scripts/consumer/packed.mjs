/** An empty project outside of the repository, with the packed packages installed as a user would. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from 'esbuild'

export const root = join(import.meta.dirname, '../..')

/** Runs a command and returns what it writes to stdout. */
export const run = (command, args, cwd) =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })

/** Where the packages are that other people install, by name. */
export const packages = {
  '@sobolev/kernels': 'packages/kernels',
  '@sobolev/core': 'packages/core',
  '@sobolev/nn': 'packages/nn',
  '@sobolev/queue': 'packages/queue',
  '@sobolev/train': 'apps/train',
}

/** Builds and packs the packages into a folder: the paths of their tarballs, in the order in which they need each other. */
export function pack(folder) {
  run('npm', ['run', '--silent', 'build', '--', '--output-logs=errors-only'], root)
  return Object.values(packages).map((directory) => {
    const from = join(root, directory)
    const options = ['--json', '--ignore-scripts', '--pack-destination', folder]
    const [{ filename }] = JSON.parse(run('npm', ['pack', ...options], from))
    return join(folder, filename)
  })
}

/** The folders of a new project: remove `folder` when done; `app` is the project, with `training.js` and `training.cjs`. */
export function project(folder = mkdtempSync(join(tmpdir(), 'consumer-'))) {
  const app = join(folder, 'app')
  const tarballs = pack(folder)
  mkdirSync(app, { recursive: true })
  if (!existsSync(join(app, 'package.json')))
    writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'consumer', type: 'module' }))
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...tarballs], app)
  writeTraining(app)
  return { folder, app, tarballs }
}

/** Writes the small training as a module and for `require`. */
export function writeTraining(folder) {
  const source = readFileSync(join(import.meta.dirname, 'training.ts'), 'utf8')
  for (const [ending, format] of Object.entries({ js: 'esm', cjs: 'cjs' })) {
    const { code } = transformSync(source, { loader: 'ts', format })
    writeFileSync(join(folder, `training.${ending}`), code)
  }
}

/** Installs what the package.json of a folder names, unless it is there: the bundlers and test runners beside this file. */
export function installTools(folder = import.meta.dirname) {
  const installed = join(folder, 'node_modules/.package-lock.json')
  const lock = join(folder, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  run('npm', ['ci', '--no-audit', '--no-fund', '--silent'], folder)
}

/** What a training reports: its digest, and on how many threads it ran in the end. */
export function reported(line) {
  const [digest, threads] = line.trim().split(' ')
  if (!/^[\da-f]+-[\da-f]+$/.test(digest)) throw new Error(`must report a digest, got ${line}`)
  return { digest, threads: Number(threads) }
}

/** What the training reports that a command runs. */
export const training = (command, args, cwd) => reported(run(command, args, cwd))

/** A line for a reader. */
export const described = ({ digest, threads }, place) =>
  `${digest}  ${threads} ${threads === 1 ? 'thread ' : 'threads'}  ${place}\n`
