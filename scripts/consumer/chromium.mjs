/** Runs a bundle in headless Chromium: in a page and in a worker, on pages isolated from others and on plain ones. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reported } from './packed.mjs'

const names = [process.env.CHROMIUM ?? '', 'chromium', 'chromium-browser', 'google-chrome']

/** The command that starts Chromium here, or undefined; the variable CHROMIUM names another one. */
export const findChromium = () =>
  names.find((name) => name !== '' && spawnSync(name, ['--version']).status === 0)

const tell = "(said) => fetch('/said', { method: 'POST', body: said + ' ' + crossOriginIsolated })"
const pages = {
  '/page': `<script type="module">
globalThis.report = ${tell}
addEventListener('error', ({ message }) => report(message))
import('/out.mjs').catch(report)
</script>`,
  '/worker': `<script type="module">
const report = ${tell}
const worker = new Worker('/worker.js', { type: 'module' })
worker.onmessage = ({ data }) => report(data)
worker.onerror = ({ message }) => report(message)
</script>`,
}
const worker =
  "globalThis.report = postMessage.bind(globalThis)\nimport('/out.mjs').catch((e) => report(String(e)))"

/** What makes a page isolated: only there may threads share memory. */
const isolating = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** Opens one page and resolves to what it says first; rejects after a minute. */
function visit(command, bundle, path, isolated) {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  const headers = isolated ? isolating : {}
  let browser
  let timer
  const said = new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const send = (type, text) => {
        response.writeHead(200, { 'Content-Type': type, ...headers }).end(text)
      }
      if (request.url === '/said') {
        let text = ''
        request.on('data', (chunk) => {
          text += chunk
        })
        request.on('end', () => {
          send('text/plain', '')
          resolve(text)
          server.close()
        })
      } else if (request.url in pages) send('text/html', pages[request.url])
      else if (request.url === '/worker.js') send('text/javascript', worker)
      else if (request.url === '/out.mjs') send('text/javascript', readFileSync(bundle))
      else response.writeHead(404).end()
    })
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${server.address().port}${path}`
      const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
      browser = spawn(command, [...options, `--user-data-dir=${profile}`, url], {
        stdio: 'ignore',
        detached: true,
      })
      timer = setTimeout(() => {
        server.closeAllConnections()
        server.close()
        reject(new Error(`Chromium: ${path} must say a digest, got nothing in a minute`))
      }, 60_000)
    })
  })
  return said.finally(async () => {
    clearTimeout(timer)
    const ended = new Promise((resolve) => browser.once('exit', resolve))
    // The whole group, or a child that outlives it writes into the folder while it is removed.
    process.kill(-browser.pid, 'SIGKILL')
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 })
  })
}

/** What a bundle reports in each of the four places, with its name. */
export async function inChromium(command, bundle) {
  const found = []
  for (const [path, place] of Object.entries({ '/page': 'main thread', '/worker': 'worker' }))
    for (const isolated of [false, true]) {
      const said = await visit(command, bundle, path, isolated)
      if (!said.endsWith(` ${isolated}`))
        throw new Error(`Chromium: must say a digest and whether it is isolated, got ${said}`)
      found.push([`Chromium, ${place}, ${isolated ? 'isolated' : 'not isolated'}`, reported(said)])
    }
  return found
}
