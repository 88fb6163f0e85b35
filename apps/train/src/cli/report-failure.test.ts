import { GradientError, ProgramSizeError } from '@sobolev/core'
import { expect, test } from 'vitest'
import { DivergedError, InputError } from '../errors.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { memoryIo } from './memory-io.fixture.ts'
import { reportFailure } from './report-failure.ts'

test.each<[string, unknown, number, string]>([
  ['one fault', new InputError('a.yaml is missing'), 2, 'error: a.yaml is missing\n'],
  [
    'several faults',
    new InputError([
      { place: 'a.yaml:1:2', message: 'one' },
      { place: '', message: 'two' },
    ]),
    2,
    'error: 2 faults\n  a.yaml:1:2 one\n  two\n',
  ],
  ['divergence', new DivergedError('the loss is NaN'), 3, 'error: the loss is NaN\n'],
  [
    'what cannot be differentiated',
    new GradientError('inputGradient: by indices nothing is differentiated'),
    2,
    'error: inputGradient: by indices nothing is differentiated\n',
  ],
  [
    'a program that is too long',
    new ProgramSizeError('compile: a function must have at most 500000 operations, got more'),
    2,
    'error: compile: a function must have at most 500000 operations, got more\n',
  ],
  [
    'an array that no memory holds',
    new RangeError('Array buffer allocation failed'),
    1,
    'error: must fit into memory, got a need of more (Array buffer allocation failed); make the data, the batches or the layers smaller, or repeat less\n',
  ],
  [
    'the URL of a server with a password',
    new InputError('--queue redis://me:se@cr:et#1@host:6379/0: "rediss://:secret@host"'),
    2,
    'error: --queue redis://me:***@host:6379/0: "rediss://:***@host"\n',
  ],
  ['Ctrl-C', new InterruptedError('SIGINT'), 130, 'error: interrupted\n'],
  ['SIGTERM', new InterruptedError('SIGTERM'), 143, 'error: interrupted\n'],
  [
    'a full disk',
    Object.assign(new Error('ENOSPC: no space left, write'), { syscall: 'write', errno: -28 }),
    1,
    'error: ENOSPC: no space left, write\n',
  ],
])('%s', (_, error, code, text) => {
  const io = memoryIo()
  expect(reportFailure(error, io)).toBe(code)
  expect(io.err()).toBe(text)
  expect(io.out()).toBe('')
})

test('of many faults the first hundred are printed, and how many more there are', () => {
  const io = memoryIo()
  reportFailure(
    new InputError(Array.from({ length: 250 }, (_, i) => ({ place: '', message: `fault ${i}` }))),
    io,
  )
  expect(io.err().split('\n')).toHaveLength(103)
  expect(io.err()).toMatch(/^error: 250 faults\n {2}fault 0\n.*fault 99\n {2}and 150 more\n$/s)
})

test('a fault of the program keeps its stack', () => {
  const io = memoryIo()
  expect(reportFailure(new TypeError('x is not a function'), io)).toBe(1)
  expect(io.err()).toMatch(/please report it.*\nTypeError: x is not a function\n +at /)
})

test('colour only for a terminal that wants it', () => {
  const seen = (options: Parameters<typeof memoryIo>[0]): string => {
    const io = memoryIo(options)
    reportFailure(new InputError('x'), io)
    return io.err()
  }
  expect(seen({ isTTY: true })).toBe('\u001b[31merror:\u001b[0m x\n')
  expect(seen({ isTTY: true, env: { NO_COLOR: '1' } })).toBe('error: x\n')
  expect(seen({ isTTY: true, env: { TERM: 'dumb' } })).toBe('error: x\n')
  expect(seen({ isTTY: false })).toBe('error: x\n')
})

test('paths below the working directory are told from there, as they are typed', () => {
  const io = memoryIo({ cwd: '/home/ann' })
  const error = new InputError({
    place: '/home/ann/a.yaml:1:2',
    message: 'see /home/ann/b and /mnt/c',
  })
  reportFailure(error, io)
  reportFailure(new DivergedError('the last good checkpoint is /home/ann/runs/x'), io)
  expect(io.err()).toBe(
    'error: a.yaml:1:2 see b and /mnt/c\nerror: the last good checkpoint is runs/x\n',
  )
})
