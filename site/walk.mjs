/**
 * Walks through the built site in headless Chromium, wide and as on a phone, light and dark: what the console says,
 * requests to other hosts, pages wider than their window, what axe-core finds that is serious; what search finds; and
 * whether the playground trains what the command line trains.
 *
 *     npm run site && npm run site:walk
 *     npm run site:walk -- --screenshots FOLDER
 *     npm run site:walk -- /playground      that page alone; others likewise, which leaves the searches out
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from './serve.ts'
import { walkPlayground } from './walk-playground.mjs'

const tools = join(import.meta.dirname, '../scripts/browser')
if (!existsSync(join(tools, 'node_modules')))
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], {
    cwd: tools,
    stdio: 'inherit',
  })
const { launch } = await import('../scripts/browser/open-page.mjs')
const axe = readFileSync(join(tools, 'node_modules/axe-core/axe.min.js'), 'utf8')

const pages = [
  '/',
  '/guides/',
  '/guides/coming-from-tensorflow',
  '/guides/threads-and-headers',
  '/guides/nested-tapes',
  '/toolkit',
  '/cards/penalties',
  '/config',
  '/command-line',
  '/packages/nn',
  '/benchmarks/',
  '/decisions/0002-derivatives-at-kinks',
  '/api/',
  '/api/core/',
  '/api/core/products',
  '/api/core/tensor',
  '/api/nn/penalties',
]

/** What is typed into the search, and a page that must be among the first results. */
const searches = [
  ['einsum', '/api/core/products#einsum'],
  ['double backprop', 'inputgradient'],
  ['GradientTape', '/api/core/tape#GradientTape'],
  ['Content-Security-Policy', '/guides/threads-and-headers'],
]

const sizes = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }
const at = process.argv.indexOf('--screenshots')
const screenshots = at < 0 ? undefined : process.argv[at + 1]
if (screenshots) mkdirSync(screenshots, { recursive: true })
/** The pages that are asked for; none for all. */
const asked = process.argv.slice(2).filter((path) => path.startsWith('/') && path !== screenshots)
const isAsked = (path) => asked.length === 0 || asked.includes(path)

const { server, url } = await serve(join(import.meta.dirname, 'dist'), {
  base: process.env.SITE_BASE ?? '/',
})
const browser = await launch(process.env.CHROMIUM ?? 'chromium')
const faults = []
try {
  for (const [size, viewport] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark'])
      for (const path of pages.filter(isAsked))
        await visit(path, `${size}-${colorScheme}`, { viewport, colorScheme })
  if (isAsked('/playground')) await walkPlayground(openPlayground, lookAtPlayground)
  for (const [size, viewport] of Object.entries(sizes))
    for (const [words, expected] of asked.length > 0 ? [] : searches)
      await search(words, expected, size, viewport)
} finally {
  await browser.close()
  server.close()
}
for (const fault of new Set(faults)) console.log(fault)
console.log(
  `${asked.length || pages.length + 1} pages at ${Object.values(sizes)
    .map(({ width }) => width)
    .join(
      ' and ',
    )} pixels, light and dark, ${asked.length > 0 ? 0 : searches.length} searches: ${faults.length} faults`,
)
process.exitCode = faults.length > 0 ? 1 : 0

async function open(path, look, options) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const say = (fault) => faults.push(`${path} ${look}: ${fault}`)
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      say(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => say(`error: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) say(`${response.status()} for ${response.url()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      say(`a request to another host: ${request.url()}`)
  })
  await page.goto(new URL(path.slice(1), url).href, { waitUntil: 'networkidle' })
  await page.waitForSelector('.VPSwitchAppearance[title^="Switch"]', { state: 'attached' })
  return { context, page, say }
}

async function openPlayground(what, address = '/playground') {
  const path = address.startsWith('/') ? address : `/${address.slice(url.length)}`
  return open(path, what, { viewport: sizes.wide })
}

/** Opens the playground in all looks, uses it, and then looks at it as at any page. */
async function lookAtPlayground(use) {
  for (const [size, viewport] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark'])
      await visit('/playground', `${size}-${colorScheme}`, { viewport, colorScheme }, use)
}

async function visit(path, look, options, use = async () => {}) {
  const { context, page, say } = await open(path, look, options)
  await use({ page, say })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (wide > 0) say(`${wide} pixels wider than its window`)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  for (const { id, impact, nodes } of violations)
    if (impact === 'serious' || impact === 'critical')
      say(
        `axe-core, ${impact}: ${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary?.slice(0, 300)}`,
      )
  if (screenshots) {
    const name = path.replaceAll('/', '-').replace(/^-|-$/g, '') || 'home'
    await page.screenshot({
      path: join(screenshots, `${name}-${look}.png`),
      fullPage: path === '/playground',
    })
  }
  await context.close()
}

async function search(words, expected, size, viewport) {
  const { context, page, say } = await open('/', `search ${words} ${size}`, { viewport })
  await page.click('.VPNavBarSearch button')
  await page.fill('#localsearch-input', words)
  await page.waitForSelector('.result', { timeout: 20_000 }).catch(() => {})
  await page.waitForTimeout(300)
  const found = await page.$$eval('a.result', (links) =>
    links.map((link) => link.getAttribute('href')),
  )
  if (!found.slice(0, 6).some((link) => link.includes(expected)))
    say(`must find ${expected} among the first six, got ${found.slice(0, 6).join(' ')}`)
  if (screenshots)
    await page.screenshot({
      path: join(screenshots, `search-${words.replaceAll(' ', '-')}-${size}.png`),
    })
  await context.close()
}
