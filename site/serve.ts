/** Serves the built site as GitHub Pages does: no headers of its own, addresses without endings. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { fileAt } from './check-links.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

/** Starts a server of a folder, at the address `base` of its host, and resolves to the URL. The port 0 is a free one. */
export async function serve(
  folder: string,
  { port = 0, base = '/' } = {},
): Promise<{ server: Server; url: string }> {
  const server = createServer(({ url = '/' }, response) => {
    const path = url.replace(/[?#].*/, '')
    const file = path.startsWith(base) ? fileAt(folder, path.slice(base.length)) : undefined
    if (file === undefined) response.writeHead(404).end('not found')
    else {
      const type = types[extname(file)] ?? 'application/octet-stream'
      response.writeHead(200, { 'Content-Type': type }).end(readFileSync(file))
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}${base}` }
}
