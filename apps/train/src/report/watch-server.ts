import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { InputError } from '../errors.ts'
import type { Live } from './page.ts'

/** A page that is served on this machine while it changes. */
export interface WatchServer {
  readonly url: string
  /** Whether a browser has the page open and hears of changes. */
  readonly isWatched: () => boolean
  /** Tells browsers that the page has changed. */
  readonly update: () => void
  /** Gives browsers the last page, and ends. */
  readonly close: () => Promise<void>
}

/** How long the last page waits for browsers to take it. */
const LAST_MS = 2000
/** Browsers hear of changes no more often than this. */
const UPDATE_MS = 1000

/**
 * Serves a page on 127.0.0.1, to this machine alone; requests by another name than localhost are refused, so that no
 * page of the web reads it by a name of its own.
 *
 * @param port 0 for any that is free
 * @param pageOf the page as it is now; called when a browser asks, which hears of it where this throws
 * @throws InputError where the port cannot be had
 */
export async function startWatchServer(
  port: number,
  pageOf: (live: Live) => string,
): Promise<WatchServer> {
  const watchers = new Set<ServerResponse>()
  const nonce = randomBytes(16).toString('base64')
  let timer: NodeJS.Timeout | undefined
  let told = Number.NEGATIVE_INFINITY
  let asked: (() => void) | undefined
  const tell = (kind: 'changed' | 'ended'): void => {
    timer = undefined
    told = performance.now()
    for (const watcher of watchers) watcher.write(`data: ${kind}\n\n`)
  }
  const server = createServer((request, response) => {
    const refusal = refusalOf(request)
    if (refusal !== undefined) {
      response.writeHead(refusal, { 'Content-Type': 'text/plain' }).end(`${refusal}\n`)
      return
    }
    if (request.url === '/events') {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' })
      response.write('retry: 1000\n\n')
      watchers.add(response)
      response.on('close', () => watchers.delete(response))
      return
    }
    answer(response, () => pageOf({ nonce, script, reload: 5 }))
    asked?.()
  })
  const address = await listening(server, port)
  return {
    url: `http://127.0.0.1:${address}/`,
    isWatched: () => watchers.size > 0,
    update() {
      const wait = Math.max(0, told + UPDATE_MS - performance.now())
      timer ??= setTimeout(() => tell('changed'), wait).unref()
    },
    async close() {
      clearTimeout(timer)
      let waiting = watchers.size
      if (waiting > 0) {
        await new Promise<void>((resolve) => {
          const limit = setTimeout(resolve, LAST_MS)
          asked = () => {
            waiting--
            if (waiting > 0) return
            clearTimeout(limit)
            resolve()
          }
          tell('ended')
        })
      }
      for (const watcher of watchers) watcher.end()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 200).unref()
      })
    },
  }
}

const headers = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const

/** Sends a page, or why it could not be made: what fails here must not end what is watched. */
function answer(response: ServerResponse, page: () => string): void {
  try {
    const text = page()
    response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' }).end(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    response.writeHead(500, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(`The page could not be made: ${reason}\n`)
  }
}

/** The status that a request is refused with. */
function refusalOf({ method, url, headers: { host = '' } }: IncomingMessage): number | undefined {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return 421
  if (method !== 'GET' && method !== 'HEAD') return 405
  return url === '/' || url === '/events' ? undefined : 404
}

function listening(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ message }) => {
      const place = `--watch-port ${port}`
      reject(
        new InputError({
          place,
          message: `cannot be listened on: ${message}; leave the number out for any free port`,
        }),
      )
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}

/** Takes the new page in place of the old one; what is unfolded stays so. */
const script = `
const source = new EventSource('/events')
const parts = ['header', 'nav', 'main']
const load = async () => {
  const response = await fetch('/')
  if (!response.ok) return
  const text = await response.text()
  const next = new DOMParser().parseFromString(text, 'text/html')
  const open = [...document.querySelectorAll('details[open]')].map(({ id }) => id)
  for (const name of parts) document.querySelector(name).replaceWith(next.querySelector(name))
  document.title = next.title
  for (const id of open) document.getElementById(id)?.setAttribute('open', '')
}
const end = (words) => {
  source.close()
  document.querySelector('footer').textContent = words
}
source.onmessage = async ({ data }) => {
  await load()
  if (data === 'ended') end('The training has ended; this page stays as it is.')
}
source.onerror = () => end('Nothing is heard of the training any more; this page shows what was known last.')
`
