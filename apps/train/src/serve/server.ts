import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { InputError } from '../errors.ts'
import type { Restored } from '../train/restore.ts'
import { describeModel, pageOf } from './page.ts'
import { predictJson } from './predict-json.ts'

/** The most bytes that a request may have. */
const MAX_BODY_BYTES = 8 * 1024 * 1024

/** What a request cannot have, with the status that says so. */
class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * A server that predicts rows of JSON: `POST /predict` answers `{ predictions, notices }`, `GET /model` describes the
 * model, `GET /` is a page to try it in. Errors are `{ error }`, with status 400 where the rows are at fault.
 *
 * Only requests to this machine by its own names are answered, and from other pages none: a page elsewhere that
 * resolves its name to 127.0.0.1 gets nothing.
 *
 * @param report hears of faults of the program itself, which are answered with status 500
 */
export function predictionServer(restored: Restored, report: (error: unknown) => void): Server {
  // One request after the other: a model that predicts has the whole memory of a batch.
  let last: Promise<unknown> = Promise.resolve()
  const server = createServer((request, response) => {
    const answered = last.then(() => answer(restored, request, response))
    last = answered.catch((error: unknown) => {
      fail(response, error, report)
    })
  })
  server.requestTimeout = 30_000
  server.headersTimeout = 10_000
  return server
}

async function answer(
  restored: Restored,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  refuseOthers(request)
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const methods: Readonly<Record<string, string>> = {
    '/': 'GET',
    '/model': 'GET',
    '/predict': 'POST',
  }
  const method = Object.hasOwn(methods, pathname) ? methods[pathname] : undefined
  if (method === undefined)
    throw new Refusal(404, 'there is nothing here; POST /predict predicts, GET /model describes')
  const isHead = method === 'GET' && request.method === 'HEAD'
  if (request.method !== method && !isHead)
    throw new Refusal(405, `${pathname} must be asked for with ${method}, got ${request.method}`)
  if (pathname === '/') {
    const nonce = randomBytes(16).toString('base64')
    const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
    send(response, 200, pageOf(describeModel(restored), nonce), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
    })
  } else if (pathname === '/model') sendJson(response, 200, describeModel(restored))
  else sendJson(response, 200, await predictJson(restored, await jsonOf(request)))
}

/** Refuses what does not come from this machine by its own name. */
function refuseOthers({ headers, socket }: IncomingMessage): void {
  const port = socket.localPort
  const names = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (!names.includes(headers.host ?? ''))
    throw new Refusal(403, `only requests to ${names.join(' or ')} are answered`)
  const { origin } = headers
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`))
    throw new Refusal(403, 'requests from other pages are not answered')
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/json')
    throw new Refusal(415, 'rows must come as content-type: application/json')
  const chunks: Buffer[] = []
  let length = 0
  const tooLarge = `a request may have ${MAX_BODY_BYTES} bytes at most; predict a file with sobolev predict`
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES)
    throw new Refusal(413, tooLarge)
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > MAX_BODY_BYTES) throw new Refusal(413, tooLarge)
    chunks.push(bytes)
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return value
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal(400, `the request must be JSON: ${reason}`)
  }
}

function fail(response: ServerResponse, error: unknown, report: (error: unknown) => void): void {
  if (response.headersSent || response.destroyed) return
  if (error instanceof Refusal) {
    // What is left of a body that nobody reads must not be taken for the next request.
    response.setHeader('connection', 'close')
    sendJson(response, error.status, { error: error.message })
  } else if (error instanceof InputError) sendJson(response, 400, { error: error.message })
  else {
    report(error)
    sendJson(response, 500, { error: 'the program has a fault; its terminal says which' })
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, `${JSON.stringify(value, null, 2)}\n`, {
    'content-type': 'application/json; charset=utf-8',
  })
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    ...headers,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-length': Buffer.byteLength(text),
  })
  response.end(response.req.method === 'HEAD' ? undefined : text)
}
