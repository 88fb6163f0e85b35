import { expect, test } from 'vitest'
import { memoryIo } from './memory-io.fixture.ts'
import { startProgress } from './progress.ts'

test('a terminal sees the bar, its text, and an empty line in the end', () => {
  const io = memoryIo({ isTTY: true })
  const progress = startProgress(io, 'reading', false)
  progress.update(0.5, 'half of it')
  progress.stop()
  expect(io.err()).toContain('reading [')
  expect(io.err()).toContain('50% half of it')
  // The cursor is shown again.
  expect(io.err().endsWith('\u001b[?25h') || io.err().includes('\u001b[?25h')).toBe(true)
})

test('what is printed stays, and the bar comes again below it', () => {
  const io = memoryIo({ isTTY: true })
  const progress = startProgress(io, 'reading', false)
  progress.update(0.5)
  progress.print('a line\n')
  expect(io.err()).toMatch(/a line\n[^\n]*reading \[[= ]+\] 50%/)
  progress.stop()
})

test.each([
  ['no terminal', false, false],
  ['quiet', true, true],
])('%s: nothing is written', (_, isTTY, quiet) => {
  const io = memoryIo({ isTTY })
  const progress = startProgress(io, 'reading', quiet)
  progress.update(0.5, 'half of it')
  progress.stop()
  expect(io.err()).toBe('')
})
