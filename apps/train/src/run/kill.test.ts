import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSafetensors } from './safetensors.ts'

const writer = fileURLToPath(new URL('./write-forever.fixture.ts', import.meta.url))
const root = fileURLToPath(new URL('../../../../', import.meta.url))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-kill-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a process killed while it writes leaves a whole file, old or new', async () => {
  const path = join(folder, 'w.safetensors')
  for (let kill = 0; kill < 7; kill++) {
    const child = spawn(process.execPath, ['--import', 'tsx', writer, path], { cwd: root })
    await once(child.stdout, 'data')
    await setTimeout((kill * 7) % 23)
    child.kill('SIGKILL')
    await once(child, 'close')
    const data = readSafetensors(path).tensors.get('w')?.data ?? new Float32Array(0)
    expect(data.length).toBeGreaterThan(0)
    expect(data.every((value) => value === data[0])).toBe(true)
  }
})
