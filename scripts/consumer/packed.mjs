/** An empty project outside of the repository, with the packed packages installed as a user would. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

/** The folders of a new project: remove `folder` when done; `app` is the project, with `training.js`. */
export function project() {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'))
  const app = join(folder, 'app')
  const tarballs = pack(folder)
  mkdirSync(app)
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'consumer', type: 'module' }))
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...tarballs], app)
  cpSync(join(import.meta.dirname, 'training.js'), join(app, 'training.js'))
  return { folder, app, tarballs }
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
  return { digest, threads: Number(threads) }
}

/** What the training reports that a command runs. */
export const training = (command, args, cwd) => reported(run(command, args, cwd))

/** A line for a reader. */
export const described = ({ digest, threads }, place) =>
  `${digest}  ${threads} ${threads === 1 ? 'thread ' : 'threads'}  ${place}\n`
