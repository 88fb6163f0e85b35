/** Opens a page in headless Chromium and tells what a person would run into. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

const require = createRequire(import.meta.url)
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** How a page is looked at. */
const looks = {
  light: { viewport: { width: 1300, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1300, height: 900 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 400, height: 800 }, colorScheme: 'light' },
}

/** Starts Chromium by the name of its command, or by its path. */
export const launch = (command) => {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, command))
  const executablePath = places.find(existsSync) ?? command
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/**
 * The faults of a page at a URL: what its console says, requests for anything else, pictures that are not there, a page
 * wider than its window, and what axe-core finds that is serious; with the milliseconds until it was open and drawn.
 */
export async function openPage(browser, url, { screenshots } = {}) {
  const faults = []
  let milliseconds = 0
  for (const [look, options] of Object.entries(looks)) {
    // Its own policy forbids scripts, also that of axe-core.
    const context = await browser.newContext({ ...options, bypassCSP: look !== 'light' })
    const page = await context.newPage()
    page.on('console', (message) => faults.push(`${look}: console: ${message.text()}`))
    page.on('pageerror', (error) => faults.push(`${look}: error: ${error.message}`))
    page.on('dialog', (dialog) => faults.push(`${look}: a dialog: ${dialog.message()}`))
    page.on('request', (request) => {
      if (request.url() !== url) faults.push(`${look}: a request for ${request.url()}`)
    })
    const begin = performance.now()
    await page.goto(url)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve())))
    if (look === 'light') milliseconds = performance.now() - begin
    const seen = await page.evaluate(() => ({
      isWide: document.documentElement.scrollWidth > innerWidth,
      scripts: document.scripts.length,
      pictures: document.querySelectorAll('svg').length,
      empty: [...document.querySelectorAll('svg')].filter((svg) => {
        const { width, height } = svg.getBoundingClientRect()
        return (
          width < 100 || height < 50 || svg.querySelectorAll('path,rect,circle,line').length < 3
        )
      }).length,
    }))
    if (seen.isWide) faults.push(`${look}: the page is wider than its window`)
    if (seen.scripts > 0) faults.push(`${look}: ${seen.scripts} scripts`)
    if (seen.pictures === 0 || seen.empty > 0)
      faults.push(`${look}: ${seen.empty} of ${seen.pictures} pictures are empty`)
    if (look !== 'light') {
      await page.evaluate(axe)
      const found = await page.evaluate(() => globalThis.axe.run())
      for (const { id, impact, nodes } of found.violations)
        if (impact === 'serious' || impact === 'critical')
          faults.push(`${look}: axe-core, ${impact}: ${id}: ${nodes[0].html.slice(0, 200)}`)
    }
    if (screenshots) await page.screenshot({ path: `${screenshots}-${look}.png`, fullPage: true })
    await context.close()
  }
  return { faults, milliseconds }
}
