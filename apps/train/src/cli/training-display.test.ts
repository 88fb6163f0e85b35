import { expect, test } from 'vitest'
import type { EpochRecord } from '../train/records.ts'
import { memoryIo } from './memory-io.fixture.ts'
import { showTraining } from './training-display.ts'

const record = (epoch: number): EpochRecord => ({
  epoch,
  step: epoch,
  digest: '',
  checksums: '',
  training: { loss: 1 / epoch, penalties: {} },
  validation: { loss: 2 / epoch },
})

/** What a display shows of so many epochs, the first of which is the best. */
function shown(epochs: number, options: { isTTY: boolean; quiet: boolean; reached?: number }) {
  const io = memoryIo({ isTTY: options.isTTY })
  const display = showTraining(io, epochs, options.quiet)
  for (let epoch = 1; epoch <= (options.reached ?? epochs); epoch++) {
    display.onStep(epoch / epochs)
    display.onEpoch(record(epoch), { monitor: 'loss', epoch: 1, value: 2 })
  }
  display.stop()
  return io.err()
}

const epochsIn = (text: string, epochs: number): number[] =>
  [...text.matchAll(new RegExp(`(\\d+)/${epochs} `, 'g'))].map(([, epoch]) => Number(epoch))

test('a terminal keeps the history above a bar with the time that is left and the best epoch', () => {
  const text = shown(20, { isTTY: true, quiet: false })
  expect(epochsIn(text, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  expect(text).toMatch(/\[=+ *\] \d+% 0:00, 0:00 left; best loss 2\.000 in epoch 1/)
})

test('of a long training a terminal keeps some fifty epochs, and always the first and the last', () => {
  const text = shown(1000, { isTTY: true, quiet: false, reached: 110 })
  expect(epochsIn(text, 1000)).toEqual([1, 20, 40, 60, 80, 100, 110])
})

test('what is no terminal gets a line an epoch and no bar', () => {
  const text = shown(120, { isTTY: false, quiet: false })
  expect(epochsIn(text, 120)).toHaveLength(120)
  expect(text).not.toContain('left')
  expect(text).not.toContain('\u001b')
})

test('quiet is quiet', () => {
  expect(shown(5, { isTTY: true, quiet: true })).toBe('')
  expect(shown(5, { isTTY: false, quiet: true })).toBe('')
})
