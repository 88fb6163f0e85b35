import { expect, test } from 'vitest'
import { isWindowsDevice } from './windows-device.ts'

test.each([
  ...['CON', 'con', 'Prn', 'aux', 'nul.txt', 'NUL.tar.gz', 'COM1', 'lpt9', 'com0', 'COM¹'],
  ...['con .x', 'aux ', 'CONIN$', 'conout$'],
])('%j is a device', (name) => {
  expect(isWindowsDevice(name)).toBe(true)
})

test.each(['console', 'con-run', 'nul2', 'com', 'com10', 'lpt', 'a.con', 'auxiliary', '_nul'])(
  '%j is a name like another',
  (name) => {
    expect(isWindowsDevice(name)).toBe(false)
  },
)
