import { get, type IncomingMessage, request } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { startWatchServer, type WatchServer } from './watch-server.ts'

let server: WatchServer | undefined
afterEach(() => server?.close())

const pageOf = ({ nonce }: { readonly nonce: string }): string => `<p>${nonce}</p>`

const statusOf = (path: string, { method = 'GET', host = '' } = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = host === '' ? {} : { host }
    const sent = request(
      new URL(path, server?.url),
      { method, headers, agent: false },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    sent.on('error', reject).end()
  })

const lines = async (stream: IncomingMessage, wanted: string): Promise<void> => {
  for await (const chunk of stream) if (String(chunk).includes(wanted)) return
  throw new Error(`events: must say ${wanted}, got the end`)
}

const listen = (): Promise<IncomingMessage> =>
  new Promise((resolve) => {
    get(new URL('/events', server?.url), { agent: false }, resolve)
  })

test('answers this machine, by its own names, with the page alone', async () => {
  server = await startWatchServer(0, pageOf)
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  const response = await fetch(server.url)
  expect(await response.text()).toMatch(/^<p>[\w+/=]{24}<\/p>$/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await statusOf('/', { host: 'localhost:80' })).toBe(200)
  // A page of the web that had its name resolved to this machine.
  expect(await statusOf('/', { host: 'evil.example' })).toBe(421)
  expect(await statusOf('/', { method: 'POST' })).toBe(405)
  expect(await statusOf('/config.yaml')).toBe(404)
})

test('a page that cannot be made is said, and the next request is answered', async () => {
  let isBroken = true
  server = await startWatchServer(0, (live) => {
    if (isBroken) throw new RangeError('two pictures have one name')
    return pageOf(live)
  })
  const response = await fetch(server.url)
  expect([response.status, await response.text()]).toEqual([
    500,
    'The page could not be made: two pictures have one name\n',
  ])
  isBroken = false
  expect(await statusOf('/')).toBe(200)
})

test('tells browsers of changes, and gives them the last page before it ends', async () => {
  server = await startWatchServer(0, pageOf)
  const { url } = server
  const events = await listen()
  expect(server.isWatched()).toBe(true)
  server.update()
  await lines(events.pause(), 'changed')
  const others = await listen()
  const closing = server.close()
  await lines(others, 'ended')
  expect(await (await fetch(url)).text()).toContain('<p>')
  await closing
  await expect(fetch(url)).rejects.toThrow()
  server = undefined
})

test('a port that another has is said', async () => {
  server = await startWatchServer(0, pageOf)
  const port = Number(new URL(server.url).port)
  await expect(startWatchServer(port, pageOf)).rejects.toThrow(
    /^--watch-port \d+: cannot be listened on/,
  )
})
