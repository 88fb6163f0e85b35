/** Uses the playground of the built site as people do, and compares what it says with the command line. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const main = join(root, 'apps/train/src/main.ts')
/** Milliseconds that a training may take on a busy machine. */
const timeout = 120_000
const example = 'two-moons'
const table = readFileSync(join(root, `datasets/${example}.csv`), 'utf8')
/** A table of one's own: fewer rows, under another name. */
const ownRows = `${table.split('\n').slice(0, 161).join('\n')}\n`

/**
 * Uses the playground.
 *
 * @param open opens it: `{ page, context, say }`, the last of which tells a fault
 * @param look opens it in all looks, and has it used in each
 */
export async function walkPlayground(open, look) {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'))
  try {
    const expected = digestOf(['train', join(root, `configs/${example}.yaml`)], folder)
    const own = join(folder, 'pasted.csv')
    writeFileSync(own, ownRows)
    const ofOwn = digestOf(['train', own, '--target', 'label'], folder)
    await trainShipped(look, expected)
    await trainOwn(open, ofOwn)
    await stopAndReopen(open, expected)
    await byKeyboard(open)
    await wrongConfigs(open)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(args) {
  const command = ['--import', 'tsx', main, ...args]
  return execFileSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, NO_COLOR: '1' },
  })
}

const digestOf = (args, folder) =>
  JSON.parse(run([...args, '--json', '--quiet', '--set', `output=${folder}/runs`])).digest

const digestIn = async (page) => {
  await page.waitForSelector('[data-digest]', { timeout })
  return page.textContent('[data-digest]')
}

/** The picture, once it has been drawn of the last step. */
const pictureIn = async (page) => {
  await page.waitForTimeout(400)
  return page.evaluate(() => document.querySelector('canvas').toDataURL())
}

/** Two moons by the shipped YAML: at once, in all looks, and without a request after the page has loaded. */
async function trainShipped(look, expected) {
  await look(async ({ page, say }) => {
    const requests = []
    page.on('request', (request) => requests.push(request.url()))
    if (await page.evaluate(() => crossOriginIsolated)) say('must not be isolated, and is')
    const digest = await digestIn(page)
    if (digest !== expected)
      say(`the digest must be that of the command, ${expected}, got ${digest}`)
    await page.check('.switch input')
    await page.locator('#penalty-weight').fill('30')
    await page.waitForSelector('[data-digest]', { state: 'detached', timeout })
    await digestIn(page)
    if (!(await page.inputValue('#config')).includes('penalties:\n  inputGradient: '))
      say('the slider must add a penalty to the YAML')
    await page.waitForTimeout(300)
    if (requests.length > 0)
      say(`no request may follow those of loading, got ${requests.join(' ')}`)
  })
}

/** A table that is pasted: the config and the digest of `sobolev train pasted.csv --target label`; and its address. */
async function trainOwn(open, expected) {
  const { page, context, say } = await open('a pasted table')
  await digestIn(page)
  await page.click('text=paste one')
  await page.fill('#pasted', ownRows)
  await page.click('text=Use this table')
  await page.waitForSelector('#target')
  const digest = await digestIn(page)
  if (digest !== expected) say(`the digest must be that of the command, ${expected}, got ${digest}`)
  const [picture, address] = [await pictureIn(page), page.url()]
  await context.close()
  const again = await open('a pasted table, opened again', address)
  if ((await digestIn(again.page)) !== expected) again.say('the digest must be the same')
  if ((await pictureIn(again.page)) !== picture) again.say('the picture must be the same')
  await again.context.close()
}

/** A training that is stopped stands where it stood when its address is opened again, and goes on to the same end. */
async function stopAndReopen(open, expected) {
  const { page, context, say } = await open('a training that is stopped')
  await page.click('text=Stop', { timeout })
  await page.waitForSelector('text=Go on')
  const [picture, words] = [await pictureIn(page), await page.textContent('.run')]
  const address = page.url()
  if (!/[#&]step=\d+/.test(address)) say(`the address must say the step, got ${address}`)
  await context.close()
  const again = await open('one that was stopped, opened again', address)
  await again.page.waitForSelector('text=Go on', { timeout })
  if ((await again.page.textContent('.run')) !== words)
    again.say(`it must stand where it was: ${words}`)
  if ((await pictureIn(again.page)) !== picture) again.say('the picture must be the same')
  await again.page.click('text=Go on')
  const digest = await digestIn(again.page)
  if (digest !== expected)
    again.say(`its end must be that of the command, ${expected}, got ${digest}`)
  await again.context.close()
}

/** Everything without a pointer. */
async function byKeyboard(open) {
  const { page, context, say } = await open('the keyboard alone')
  await digestIn(page)
  const reach = async (selector) => {
    for (let presses = 0; presses < 60; presses++) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector))
        return true
      await page.keyboard.press('Tab')
    }
    say(`${selector} must be reached by Tab, and is not`)
    return false
  }
  await page.focus('h1 a')
  for (const selector of [
    '.switch input',
    '.main',
    '#penalty-weight',
    '#experiment',
    '.file input',
    '#config',
  ])
    if (!(await reach(selector))) break
    else if (selector === '#penalty-weight') {
      await page.keyboard.press('ArrowRight')
      await page.waitForFunction(() =>
        document.querySelector('#config').value.includes('penalties'),
      )
    }
  await page.keyboard.press('Control+End')
  await page.keyboard.type('# by hand\n')
  await page.keyboard.press('Control+Enter')
  await digestIn(page)
  await context.close()
}

/** Faults are those that the command line tells, beside the field. */
async function wrongConfigs(open) {
  const { page, context, say } = await open('a config that is wrong')
  await digestIn(page)
  const config = await page.inputValue('#config')
  const wrong = config
    .replace('epochs: 200', 'epoch: many')
    .replace('target: label', 'target: lable')
  await page.fill('#config', wrong)
  await page.waitForSelector('[data-fault]', { timeout })
  const shown = (await page.locator('[data-fault]').allTextContents()).map((text) =>
    text.trim().replace(/\s+/g, ' '),
  )
  const file = join(root, `configs/playground-${process.pid}.yaml`)
  let told = ''
  try {
    writeFileSync(file, wrong)
    run(['validate', file])
  } catch (error) {
    told = String(error.stderr).replace(/\s+/g, ' ')
  } finally {
    rmSync(file, { force: true })
  }
  for (const text of shown) {
    const message = text.replace(/^\S+:\d+:\d+ /, '')
    if (!told.includes(message)) say(`the command says ${told}, the page ${message}`)
  }
  await context.close()
}
