import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { MemoryIo } from './memory-io.fixture.ts'
import { blobs, blobsConfig, type Outcome, Project } from './project.fixture.ts'

const project = new Project()
let port = 0
let io: MemoryIo
let ended: Promise<Outcome>

/** Starts `serve`, and returns when it says that it listens. */
async function start(argv: readonly string[]): Promise<void> {
  const listening = new Promise<string>((resolve) => {
    io = project.io({ onWrite: (text) => resolve(text) })
  })
  ended = project.run(['serve', ...argv, '--port', '0'], io)
  const [, found = '0'] = /127\.0\.0\.1:(\d+)/.exec(await listening) ?? []
  port = Number(found)
}

beforeAll(async () => {
  project.write('blobs.csv', blobs(80))
  project.write('blobs.yaml', blobsConfig)
  await project.run(['train', 'blobs.yaml', '-q'])
  await start(['runs/blobs'])
})
afterAll(() => project.remove())

const at = (path: string): string => `http://127.0.0.1:${port}${path}`
const json = { 'content-type': 'application/json' }
const post = (body: unknown, headers: Record<string, string> = json): Promise<Response> =>
  fetch(at('/predict'), { method: 'POST', headers, body: JSON.stringify(body) })

/** The status of a request whose headers `fetch` would not send. */
const statusWith = (headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path: '/model', headers }
    request(options, ({ statusCode }) => resolve(statusCode))
      .on('error', reject)
      .end()
  })

describe('serve', () => {
  test('answers rows as predict does', async () => {
    const { out } = await project.run(['predict', 'runs/blobs', 'blobs.csv', '--json', '-q'])
    const wanted: Record<string, unknown>[] = JSON.parse(out).predictions
    const [, ...lines] = project.read('blobs.csv').trimEnd().split('\n')
    const rows = lines.map((line) => {
      const [x, y] = line.split(',')
      return { x: Number(x), y }
    })
    const response = await post(rows)
    expect(response.status).toBe(200)
    const predictions = wanted.map(({ row: _, ...prediction }) => prediction)
    expect(await response.json()).toEqual({ predictions, notices: [] })
    expect(await (await post({ rows: [] })).json()).toEqual({ predictions: [], notices: [] })
  })

  test('names row and column of what is wrong, with status 400', async () => {
    for (const [body, error] of [
      [[{ x: 1 }], 'row 1, column "y": must be there; null says that the value is missing'],
      [
        [
          { x: 1, y: 2 },
          { x: 'abc', y: 2 },
        ],
        'row 2, column "x": must be a number, got "abc"; fix the cell; the model was trained on numbers here',
      ],
      [[{ x: [1], y: 2 }], 'row 1, column "x": must be a number, a text, true, false or null'],
      [[1], 'row 1: must be an object with a value for each column'],
      [{}, 'the request must be a list of rows, [{ "column": value, … }], or { "rows": [ … ] }'],
    ] as const) {
      const response = await post(body)
      expect([response.status, await response.json()]).toEqual([400, { error }])
    }
    const broken = await fetch(at('/predict'), { method: 'POST', headers: json, body: '[{' })
    expect(broken.status).toBe(400)
  })

  test('does not name the file that rows are written to, from wherever it runs', async () => {
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(project.folder)
    try {
      const { notices } = Object(await (await post([{ x: null, y: 1 }])).json())
      expect(notices).toEqual([expect.stringMatching(/^column "x": 1 of 1 row has no value: /)])
    } finally {
      cwd.mockRestore()
    }
  })

  test('refuses other types, methods, paths, hosts and pages', async () => {
    expect((await post([], { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await fetch(at('/predict'))).status).toBe(405)
    expect((await fetch(at('/runs'))).status).toBe(404)
    expect((await post([], { ...json, origin: 'http://evil.example' })).status).toBe(403)
    expect(await statusWith({ host: 'evil.example' })).toBe(403)
    expect(await statusWith({ host: `localhost:${port}` })).toBe(200)
    expect((await post(Array.from({ length: 10_001 }, () => ({ x: 1, y: 1 })))).status).toBe(400)
    const large = await post([{ x: 'x'.repeat(9 * 1024 * 1024), y: 1 }])
    expect(large.status).toBe(413)
  })

  test('describes the model, and has a page whose names are text', async () => {
    const model: { readonly example?: unknown } = Object(await (await fetch(at('/model'))).json())
    expect(model).toMatchObject({ target: 'label', classes: ['a', 'b'] })
    expect((await post([model.example])).status).toBe(200)
    const page = await fetch(at('/'))
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('&quot;x&quot;')
  })

  test('ends in order at Ctrl-C', async () => {
    io.interrupt('SIGINT')
    expect(await ended).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringMatching(/stopped\n$/),
    })
    await expect(fetch(at('/model'))).rejects.toThrow()
  })
})
