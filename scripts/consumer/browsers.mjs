/** Runs programs in headless Chromium and Firefox: in a page and in a worker, on pages isolated from others and on plain ones. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reported } from './packed.mjs'

const runs = (command) => spawnSync(command, ['--version']).status === 0
const firstThatRuns = (names) => names.find((name) => name !== '' && runs(name))

/** The command that starts Chromium here, or undefined; the variable CHROMIUM names another one. */
export const findChromium = () =>
  firstThatRuns([process.env.CHROMIUM ?? '', 'chromium', 'chromium-browser', 'google-chrome'])

/** The command that starts Firefox here, or undefined; the variable FIREFOX names another one. */
export const findFirefox = () =>
  firstThatRuns([process.env.FIREFOX ?? '', 'firefox-esr', 'firefox'])

/** How each browser is started at a page, with a profile of its own that asks nothing and fetches nothing. */
const starts = {
  Chromium: (profile, url) => [
    ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    ...['--no-first-run', `--user-data-dir=${profile}`, url],
  ],
  Firefox: (profile, url) => {
    const preferences = {
      'browser.shell.checkDefaultBrowser': false,
      'browser.aboutwelcome.enabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'toolkit.telemetry.enabled': false,
      'app.update.enabled': false,
      'network.captive-portal-service.enabled': false,
    }
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${value})\n`,
    )
    writeFileSync(join(profile, 'user.js'), lines.join(''))
    return ['--headless', '--no-remote', '--profile', profile, url]
  },
}

/** What makes a page isolated: only there may threads share memory. */
export const isolating = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** How the pages below tell what they have to say, and what a page of any other server can take over. */
export const telling = `
const report = (said) => fetch(new URLSearchParams(location.search).get('report') ?? '/said', {
  method: 'POST', mode: 'no-cors', body: said + ' ' + crossOriginIsolated })
globalThis.report = report
addEventListener('error', ({ message }) => report(message))
addEventListener('unhandledrejection', ({ reason }) => report(reason))
`

/** Serves texts by their paths until a page says something to /said; resolves to that, rejects after two minutes. */
function hear(routes, headers, open) {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url, 'http://localhost')
      const send = (type, text) =>
        response
          .writeHead(200, {
            'Content-Type': type,
            'Cross-Origin-Resource-Policy': 'cross-origin',
            ...headers,
          })
          .end(text)
      if (pathname === '/said') {
        let text = ''
        request.on('data', (chunk) => {
          text += chunk
        })
        request.on('end', () => {
          send('text/plain', '')
          clearTimeout(timer)
          server.close()
          resolve(text)
        })
      } else if (Object.hasOwn(routes, pathname)) send(...routes[pathname])
      else response.writeHead(404).end()
    })
    const timer = setTimeout(() => {
      server.closeAllConnections()
      server.close()
      reject(new Error('the page must say something, got nothing in two minutes'))
    }, 120_000)
    server.listen(0, '127.0.0.1', () => open(`http://127.0.0.1:${server.address().port}`))
  })
}

/**
 * Opens a page in a browser, { name, command }, and resolves to what it says first. `routes` are the type and text of
 * paths of a server made for it; `address` makes the page's URL of that server's.
 */
export async function visit({ name, command }, address, { routes = {}, headers = {} } = {}) {
  const profile = mkdtempSync(join(tmpdir(), `${name.toLowerCase()}-`))
  let browser
  try {
    return await hear(routes, headers, (origin) => {
      browser = spawn(command, starts[name](profile, address(origin)), {
        stdio: 'ignore',
        detached: true,
      })
    })
  } finally {
    if (browser) {
      const ended = new Promise((resolve) => browser.once('exit', resolve))
      // The whole group, or a child that outlives it writes into the folder while it is removed.
      process.kill(-browser.pid, 'SIGKILL')
      await ended
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 })
  }
}

const worker = `globalThis.report = postMessage.bind(globalThis)
import('/out.mjs').catch((error) => report(String(error)))`
const pages = {
  'main thread': `${telling}\nimport('/out.mjs').catch(report)`,
  worker: `${telling}
const worker = new Worker('/worker.js', { type: 'module' })
worker.onmessage = ({ data }) => report(data)
worker.onerror = ({ message }) => report(message)`,
}

/** What a bundle reports in each of four places of a browser, with their names. */
export async function inBrowser(browser, bundle) {
  const found = []
  for (const [place, script] of Object.entries(pages))
    for (const isolated of [false, true]) {
      const routes = {
        '/': ['text/html', `<!doctype html><script type="module">${script}</script>`],
        '/worker.js': ['text/javascript', worker],
        '/out.mjs': ['text/javascript', readFileSync(bundle)],
      }
      const headers = isolated ? isolating : {}
      const said = await visit(browser, (origin) => `${origin}/`, { routes, headers })
      const where = `${browser.name}, ${place}, ${isolated ? 'isolated' : 'not isolated'}`
      if (!said.endsWith(` ${isolated}`)) throw new Error(`${where}: must be so, got ${said}`)
      found.push([where, reported(said)])
    }
  return found
}
