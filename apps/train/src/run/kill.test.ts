import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from '../bundle.fixture.ts'
import { readSafetensors } from './safetensors.ts'

let folder = ''
let writer = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-kill-'))
  writer = await bundle('./run/write-forever.fixture.ts', folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a process killed while it writes leaves a whole file, old or new', async () => {
  const path = join(folder, 'w.safetensors')
  for (let kill = 0; kill < 7; kill++) {
    const child = spawn(process.execPath, [writer, path])
    await once(child.stdout, 'data')
    await setTimeout((kill * 7) % 23)
    child.kill('SIGKILL')
    await once(child, 'close')
    const data = readSafetensors(path).tensors.get('w')?.data ?? new Float32Array(0)
    expect(data.length).toBeGreaterThan(0)
    expect(data.every((value) => value === data[0])).toBe(true)
  }
})
