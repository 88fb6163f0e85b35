/**
 * Opens pages of `sobolev report`, of `sobolev compare` and of `train --watch` in headless Chromium: no console error, no request, every
 * picture there, nothing serious for axe-core, in light, dark and 400 px wide; names such as `<script>` as text; 1,000
 * runs open within a second; a page that is watched changes. Needs Chromium (the variable CHROMIUM names another
 * command than those usual) and installs playwright-core and axe-core beside `scripts/browser`.
 *
 *     npm run check:report [folder for screenshots]
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { findChromium } from './consumer/browsers.mjs'
import { root, run } from './consumer/packed.mjs'

const chromium = findChromium()
if (!chromium) {
  console.error('check:report needs Chromium; install it, or name its command in CHROMIUM')
  process.exit(2)
}
run('npm', ['ci', '--no-audit', '--no-fund', '--silent'], join(root, 'scripts/browser'))
const { launch, openPage } = await import('./browser/open-page.mjs')

const main = join(root, 'apps/train/src/main.ts')
const sobolev = (...words) =>
  run(process.execPath, ['--import', 'tsx', main, ...words], root).trim()
const folder = mkdtempSync(join(tmpdir(), 'check-report-'))
const [screenshots = folder] = process.argv.slice(2)
mkdirSync(screenshots, { recursive: true })
const hostile = '<script>alert(1)</script>'
let failed = 0
const say = (what, faults) => {
  console.log(`${faults.length === 0 ? 'ok' : 'FAILED'}  ${what}`)
  for (const fault of faults) console.log(`        ${fault}`)
  failed += faults.length
}

/** A classifier whose columns, classes and penalty have names that are markup. */
function hostileConfig() {
  const moons = readFileSync(join(root, 'datasets/two-moons.csv'), 'utf8')
  writeFileSync(
    join(folder, 'hostile.csv'),
    moons.replace('x1', hostile).replaceAll(/,1$/gm, `,${hostile}`),
  )
  writeFileSync(
    join(folder, 'hostile.yaml'),
    `data: { file: hostile.csv, target: label }
model: { layers: [{ dense: { units: 8, activation: tanh } }] }
penalties: { "${hostile}": { inputGradient: 0.01 } }
training: { epochs: 5 }
`,
  )
  return join(folder, 'hostile.yaml')
}

/** Folders of runs that differ a little in their figures. */
function manyRuns(from, amount) {
  const lines = readFileSync(join(from, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')
  const result = JSON.parse(readFileSync(join(from, 'result.json'), 'utf8'))
  return Array.from({ length: amount }, (_, seed) => {
    const to = join(folder, 'many', basename(dirname(from)), `${basename(from)}-${seed}`)
    cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.safetensors') })
    const factor = 1 + ((seed * 7919) % 1000) / 4000
    const changed = lines.map((line) => {
      const epoch = JSON.parse(line)
      for (const name of Object.keys(epoch.validation)) epoch.validation[name] *= factor
      return JSON.stringify(epoch)
    })
    writeFileSync(join(to, 'metrics.jsonl'), `${changed.join('\n')}\n`)
    writeFileSync(join(to, 'result.json'), JSON.stringify({ ...result, seed }))
    return to
  })
}

/** Folders of groups of six runs each, every second one with a name that is markup; their configs differ in a number. */
function groupsOf(from, amount) {
  const config = readFileSync(join(from, 'config.yaml'), 'utf8')
  const result = JSON.parse(readFileSync(join(from, 'result.json'), 'utf8'))
  return Array.from({ length: amount }, (_, group) => {
    const to = join(folder, `groups-${amount}`, group % 2 === 0 ? `<b>${group}` : `${group}`)
    for (let seed = 0; seed < 6; seed++) {
      const run = join(to, `${basename(from)}-${seed}`)
      cpSync(from, run, { recursive: true, filter: (path) => !path.endsWith('.safetensors') })
      const factor = 1 + (group % 3) / 2 + ((seed * 7919) % 1000) / 9000
      const validation = { ...result.validation }
      for (const name of Object.keys(validation)) validation[name] *= factor
      writeFileSync(join(run, 'result.json'), JSON.stringify({ ...result, seed, validation }))
      const changed = config.replace(/^seed: .*$/m, `seed: ${seed}`)
      writeFileSync(
        join(run, 'config.yaml'),
        changed.replace(/epochs: \d+/, `epochs: ${group + 1}`),
      )
    }
    return to
  })
}

/** Watches a training in a browser; the faults. */
async function watched(browser) {
  const words = [
    'train',
    'configs/two-moons.yaml',
    '--watch',
    '-q',
    '--set',
    'training.epochs=3000',
  ]
  const training = spawn(process.execPath, ['--import', 'tsx', main, ...words, '-o', folder], {
    cwd: root,
  })
  try {
    const url = await new Promise((resolve, reject) => {
      training.stderr.on('data', (text) => {
        const [found] = /http:\S+/.exec(String(text)) ?? []
        if (found) resolve(found)
      })
      training.on('exit', () => reject(new Error('the training ended before it was watched')))
    })
    const page = await browser.newPage()
    const faults = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => faults.push(message.text()))
    await page.goto(url)
    const epoch = () => page.evaluate(() => document.querySelector('header').textContent)
    const before = await epoch()
    await page.waitForFunction(
      (text) => document.querySelector('header').textContent !== text,
      before,
      { timeout: 60_000 },
    )
    training.kill('SIGINT')
    await page.waitForFunction(
      () => /ended|heard/.test(document.querySelector('footer').textContent),
      null,
      { timeout: 60_000 },
    )
    const last = await epoch()
    if (!last.includes('interrupted'))
      faults.push(`the last page must say "interrupted", got ${last}`)
    return faults
  } finally {
    training.kill('SIGKILL')
  }
}

const browser = await launch(chromium)
try {
  const configs = {
    hostile: hostileConfig(),
    ...Object.fromEntries(
      ['two-moons-penalty', 'friedman-few-rows', 'digits', 'door-gru'].map((name) => [
        name,
        `configs/${name}.yaml`,
      ]),
    ),
  }
  for (const [name, config] of Object.entries(configs)) {
    const trained = sobolev('train', config, '-q', '--set', 'training.epochs=6', '-o', folder)
    const page = join(folder, `${name}.html`)
    sobolev('report', trained, '-o', page)
    const { faults } = await openPage(browser, `file://${page}`, {
      screenshots: join(screenshots, name),
    })
    say(name, faults)
    if (name === 'hostile')
      for (const amount of [2, 40]) {
        const all = join(folder, `compare-${amount}.html`)
        sobolev('compare', ...groupsOf(trained, amount), '--output', all)
        const { faults } = await openPage(browser, `file://${all}`, {
          screenshots: join(screenshots, `compare-${amount}`),
        })
        say(`${amount} groups compared`, faults)
      }
    if (name === 'two-moons-penalty') {
      const runs = manyRuns(trained, 1000)
      const all = join(folder, 'many.html')
      sobolev('report', ...runs, '-o', all)
      const { faults, milliseconds } = await openPage(browser, `file://${all}`, {
        screenshots: join(screenshots, 'many'),
      })
      const slow = milliseconds > 1000 ? [`open after ${Math.round(milliseconds)} ms`] : []
      say(`1,000 runs, open after ${Math.round(milliseconds)} ms`, [...faults, ...slow])
    }
  }
  say('train --watch', await watched(browser))
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
if (failed > 0) process.exit(1)
