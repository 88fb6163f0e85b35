import { expect, test } from 'vitest'
import { movedText } from './moved-paths.ts'
import { portableMessage } from './portable-message.ts'

test.each([
  [
    'the last is /p/runs/s/trial-0001/x/last.safetensors',
    'the last is trial-0001/x/last.safetensors',
  ],
  ['/p/configs/prices.csv row 3: wrong', 'prices.csv row 3: wrong'],
  ['"/p/data/prices.csv": gone; /p/configs-2/a', '"../data/prices.csv": gone; ../configs-2/a'],
  ['/elsewhere/p/configs/prices.csv', '/elsewhere/p/configs/prices.csv'],
  ['the folder /p/configs, which', 'the folder ., which'],
])('%s', (message, words) => {
  const order = { folder: '/p/runs/s', settingsBase: '/p/configs' }
  expect(portableMessage(message, order)).toBe(words)
})

test('of folders that were moved the first one counts, and names that only begin alike stay', () => {
  const moves = [
    ['/tmp/work/run', '/p/run'],
    ['/tmp/work', '/q'],
  ] as const
  expect(movedText('/tmp/work/run/a (/tmp/work/b, /tmp/work2/c)', moves)).toBe(
    '/p/run/a (/q/b, /tmp/work2/c)',
  )
  expect(movedText('a', [])).toBe('a')
})
