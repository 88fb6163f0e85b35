/**
 * Tries the packed packages in projects of other people's tools, and prints what came of it, a row a tool: each trains
 * the same small model and must come to the same digest, and files of weights go from one place to another. With --write
 * the rows that were tried go into the table of docs/outside.md.
 *
 *     npm run check:outside -- [--only NAME]... [--folder PATH] [--chromium PATH] [--firefox PATH] [--python PATH] [--write]
 *
 * --python (or the variable PYTHON) names a python that has safetensors and numpy. --folder keeps the projects, to look at
 * what failed and to go on without installing the tools again.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findChromium, findFirefox } from './consumer/browsers.mjs'
import { installTools, project, reported, root, run } from './consumer/packed.mjs'
import { inMarkdown } from './outside/table.mjs'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string' },
    chromium: { type: 'string', default: findChromium() },
    firefox: { type: 'string', default: findFirefox() },
    python: { type: 'string', default: process.env.PYTHON },
    write: { type: 'boolean', default: false },
  },
})
const say = (line) => process.stdout.write(`${line}\n`)
const browsers = []
/** Rows that say what is not here. */
const absent = []
for (const name of ['Chromium', 'Firefox']) {
  const word = name.toLowerCase()
  const command = options[word]
  const asked = command && spawnSync(command, ['--version'], { encoding: 'utf8' })
  const version = asked?.status === 0 && asked.stdout.match(/\d[\w.]*/)?.[0]
  if (version) browsers.push({ name, command, version })
  else {
    const reason = command ? `${command} does not run` : 'not found'
    absent.push({
      ...{ tool: name, version: 'none', did: 'nothing', isBare: true },
      check: () => Promise.reject(new Error(`${reason}: install it, or --${word} PATH`)),
    })
  }
}

const folder = resolve(options.folder ?? mkdtempSync(join(tmpdir(), 'outside-')))
const app = join(folder, 'app')
const tools = join(import.meta.dirname, 'consumer')

/** Installs the tools beside this file; those that a kept folder has in their versions stay. */
function installOutsideTools() {
  const locked = join(import.meta.dirname, 'outside/package-lock.json')
  const kept = join(app, 'tools-lock.json')
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(import.meta.dirname, 'outside', file), join(app, file))
  const isKept = existsSync(kept) && readFileSync(kept, 'utf8') === readFileSync(locked, 'utf8')
  if (!isKept) run('npm', ['ci', '--no-audit', '--no-fund', '--silent', '--ignore-scripts'], app)
  cpSync(locked, kept)
}

async function tryRow({ tool, version, did, check }, expected) {
  const begin = performance.now()
  let fault
  let result = ''
  try {
    const came = await check()
    if (typeof came === 'object' && 'result' in came) result = came.result
    else {
      const lines = [came].flat()
      const other = lines.find((line) => reported(line).digest !== expected)
      if (other !== undefined) fault = `must come to ${expected}, got ${other}`
      result = `the digest, ${lines.length} ×`
    }
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error)
  }
  const row = {
    ...{ tool, did, result, fault, seconds: (performance.now() - begin) / 1000 },
    version: (typeof version === 'function' ? await version() : version).trim(),
  }
  const head = fault === undefined ? 'ok    ' : 'FAILED'
  say(`${head}  ${tool} (${row.version}), ${row.seconds.toFixed(1)} s: ${result}`)
  if (fault) say(fault.replaceAll(/^/gm, '    '))
  return row
}

/** Writes the table anew after each row; rows that are not tried keep their lines. */
function write(tried, all, digest) {
  const page = join(root, 'docs/outside.md')
  const before = existsSync(page) ? readFileSync(page, 'utf8') : ''
  const tools = all.map(({ tool }) => tool)
  writeFileSync(page, inMarkdown({ tools, tried, before, browsers, digest }))
}

/** Files of rows; `isBare` where the packages alone are enough, without the tools. */
const files = ['node', 'typescript', 'vite-dev', 'bundlers', 'next', 'jest', 'vitest', 'engines']
const isWanted = ({ tool }) =>
  options.only.length === 0 ||
  options.only.some((name) => tool.toLowerCase().includes(name.toLowerCase()))

try {
  installTools()
  const context = { app, browsers, tools, python: options.python }
  const modules = await Promise.all(
    [...files, 'weights'].map((name) => import(`./outside/${name}.mjs`)),
  )
  const all = modules.flatMap(({ rows, isBare = false }) =>
    rows(context).map((row) => ({ ...row, isBare })),
  )
  const wanted = [...all, ...absent].filter(isWanted)
  if (wanted.length === 0)
    throw new Error(`--only: must name one of ${all.map(({ tool }) => tool).join('; ')}`)
  mkdirSync(app, { recursive: true })
  if (!wanted.every(({ isBare }) => isBare)) installOutsideTools()
  project(folder)
  const expected = reported(run(process.execPath, ['training.js'], app)).digest
  say(`digest  ${expected}, Node ${process.versions.node}`)
  const tried = []
  for (const row of wanted) {
    tried.push(await tryRow(row, expected))
    if (options.write) write(tried, all, expected)
  }
  const failed = tried.filter(({ fault }) => fault !== undefined)
  say(`${tried.length - failed.length} passed, ${failed.length} failed`)
  if (failed.length > 0) process.exitCode = 1
} finally {
  if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
}
