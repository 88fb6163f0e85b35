import { tmpdir } from 'node:os'
import { setThreads } from '@sobolev/core'
import { afterAll, expect, test } from 'vitest'
import { memoryIo } from '../cli/memory-io.fixture.ts'
import { run } from '../cli/program.ts'
import { checkFolder } from './check-folder.ts'
import { checkInstallation } from './check-installation.ts'
import { checkTerminal } from './check-terminal.ts'

afterAll(() => setThreads(1))

test.each([
  ['20.18.3', 'fault'],
  ['20.19.0', process.arch === 'x64' ? 'note' : 'ok'],
  ['24.1.0', 'ok'],
  ['26.0.0', 'ok'],
  ['31.0.0', 'note'],
])('Node %s: %s', (version, state) => {
  expect(checkInstallation(version)[0]?.state).toBe(state)
})

test.each([
  [{ a: '1.0.0', b: '1.0.0' }, 'ok', undefined],
  [{ a: '1.0.0', b: '1.1.0' }, 'fault', 'all must have one version'],
  [{ a: '1.0.0', b: 'unknown' }, 'fault', 'a package is missing'],
])('packages %j: %s', (packages, state, words) => {
  const finding = checkInstallation('24.0.0', packages)[1]
  expect(finding?.state).toBe(state)
  if (words !== undefined) expect(finding?.advice).toContain(words)
})

test('a terminal: its width, colours and characters', () => {
  const states = (env: Record<string, string>, isTTY = true): string[] =>
    checkTerminal(memoryIo({ isTTY, env })).map(({ name, state }) => `${name} ${state}`)
  expect(states({ LANG: 'en_GB.UTF-8' })).toEqual(['terminal ok', 'colours ok', 'characters ok'])
  expect(states({ LANG: 'en_GB.UTF-8', LC_ALL: 'C' })).toContain('characters note')
  expect(states({}, false)).toEqual(['terminal ok'])
})

test('a folder that runs may be written to, and one that is none', async () => {
  const findings = await checkFolder(`${tmpdir()}/not/yet/there`)
  expect(findings.map(({ name }) => name)).toEqual(['disk', 'writing'])
  expect(findings[1]).toMatchObject({ state: 'ok' })
  expect(findings[1]?.found).toContain(tmpdir())
  expect((await checkFolder('/dev/null'))[1]).toMatchObject({ state: 'fault' })
})

test('doctor prints what it found, and JSON', async () => {
  const io = memoryIo({ cwd: tmpdir() })
  await run(['doctor', '--no-speed', '--json'], io)
  const names = JSON.parse(io.out()).map(({ name }: { name: string }) => name)
  expect(names).toEqual(expect.arrayContaining(['Node', 'packages', 'threads', 'vectors', 'disk']))
  const plain = memoryIo({ cwd: tmpdir() })
  await run(['doctor', '--no-speed'], plain)
  expect(plain.out()).toMatch(/^packages {2,}ok {4,}@sobolev\/train /m)
  const faulty = memoryIo({ cwd: tmpdir() })
  expect(await run(['doctor', '--no-speed', '--output', '/dev/null'], faulty)).toBe(1)
  expect(faulty.err()).toBe('error: writing: must be mended; what to do is said above\n')
})
