import { expect, it } from 'vitest'
import { compile, compileAll, Rng, type Tensor, tensor, Variable } from '../../index.ts'
import { currentMemory, MachineMemory } from './machine-memory.ts'

/** How far the memory of a machine is in use. */
const endOf = ({ machine }: MachineMemory): number => machine.reserve(0, 0).address

const MEGABYTE = 2 ** 20
const megabytes = (count: number): readonly number[] => [count, MEGABYTE / 4]

it('has a workspace that grows where it is, or where smaller ones were', () => {
  const memory = new MachineMemory()
  const before = endOf(memory)
  for (let count = 1; count <= 40; count++) {
    memory.workspaceFor(count * MEGABYTE)
    if (count === 20) memory.allocateFor({}, [1], 'float32')
  }
  expect(endOf(memory) - before).toBeLessThan(100 * MEGABYTE)
})

it('gives the shares of programs that no longer run to others, before it grows', () => {
  const memory = new MachineMemory()
  const before = endOf(memory)
  const first = memory.shareFor({})
  const kept = memory.allocateIn(first, megabytes(1), 'float32')
  const addresses = new Set<number>()
  const shares = Array.from({ length: 100 }, () => {
    expect(memory.keeps(first)).toBe(true)
    const share = memory.shareFor({})
    addresses.add(memory.allocateIn(share, megabytes(1), 'float32').address)
    return share
  })
  expect(addresses.has(kept.address)).toBe(false)
  expect(endOf(memory) - before).toBeLessThan(25 * MEGABYTE)
  expect(memory.keeps(shares.at(-1) ?? null)).toBe(true)
  expect(memory.keeps(shares[0] ?? null)).toBe(false)
})

it('keeps those of programs that take turns, however many they are', () => {
  const memory = new MachineMemory()
  const shares = Array.from({ length: 100 }, () => memory.shareFor({}))
  let written = 0
  for (let round = 0; round < 20; round++) {
    written = 0
    for (const [index, share] of shares.entries()) {
      if (round > 0 && memory.keeps(share)) continue
      written++
      const again = memory.shareFor({})
      memory.allocateIn(again, [1000 + index], 'float32')
      shares[index] = again
    }
  }
  expect(written).toBe(0)
})

it('takes all shares but that of the program to be run where it cannot grow', () => {
  const memory = new MachineMemory()
  const large = megabytes(1500)
  const [one, two] = [memory.shareFor({}), memory.shareFor({})]
  for (const share of [one, two]) memory.allocateIn(share, large, 'float32')
  const three = memory.shareFor({})
  memory.allocateIn(three, large, 'float32')
  expect([one, two, three].map((share) => memory.keeps(share))).toEqual([false, false, true])
  memory.allocateIn(three, large, 'float32')
  expect(() => memory.allocateIn(three, large, 'float32')).toThrow('at most 4095 MiB')
  memory.giveUp(three)
  memory.allocateIn(memory.shareFor({}), megabytes(3500), 'float32')
})

it('lets functions be compiled in a loop, which collects no garbage', () => {
  const constant = new Rng(0).normal(megabytes(1))
  const memory = currentMemory()
  const before = endOf(memory)
  for (let times = 0; times < 300; times++) compile((x: Tensor) => constant.mul(x).sum())(tensor(2))
  expect(endOf(memory) - before).toBeLessThan(200 * MEGABYTE)
})

it('has programs written anew whose shares others were given, which give the same', () => {
  const constant = new Rng(0).normal([1000])
  const w = new Variable(constant)
  const alone = compile((x: Tensor) => constant.mul(x).add(w.value))
  const both = compileAll([2, 3].map((by) => (x: Tensor) => constant.mul(x).mul(by)))
  const results = (): unknown => [alone(tensor(3)), ...both([[tensor(3)], [tensor(4)]])]
  const wanted = results()
  const memory = currentMemory()
  const other = memory.shareFor({})
  expect(() => memory.allocateIn(other, megabytes(4096), 'float32')).toThrow('at most 4095 MiB')
  // What now lies where the constants were.
  const { machine } = memory
  for (let times = 0; times < 50; times++)
    machine.set(memory.allocateIn(other, [1000], 'float32'), new Float32Array(1000).fill(times))
  expect(results()).toEqual(wanted)
  memory.giveUp(other)
})
