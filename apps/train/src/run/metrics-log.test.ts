import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MetricsLog, parseMetrics } from './metrics-log.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-metrics-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('each line is on disk as soon as it is added, and a second log goes on at the end', () => {
  const path = join(folder, 'metrics.jsonl')
  const first = new MetricsLog(path)
  first.append({ epoch: 1, loss: 0.5 })
  expect(readFileSync(path, 'utf8')).toBe('{"epoch":1,"loss":0.5}\n')
  first.append({ epoch: 2, loss: Number.NaN })
  first.close()
  const second = new MetricsLog(path)
  second.append({ epoch: 3 })
  second.close()
  expect(parseMetrics(readFileSync(path, 'utf8'))).toEqual([
    { epoch: 1, loss: 0.5 },
    { epoch: 2, loss: null },
    { epoch: 3 },
  ])
})

test('a last line cut off by a kill is left out', () => {
  expect(parseMetrics('{"epoch":1}\n{"epoch":2')).toEqual([{ epoch: 1 }])
  expect(parseMetrics('{"epo')).toEqual([])
  expect(parseMetrics('')).toEqual([])
})

test('a torn last line is taken off when the log goes on', () => {
  const path = join(folder, 'torn.jsonl')
  writeFileSync(path, '{"epoch":1}\n{"epo')
  const log = new MetricsLog(path)
  log.append({ epoch: 2 })
  log.close()
  expect(readFileSync(path, 'utf8')).toBe('{"epoch":1}\n{"epoch":2}\n')
})
