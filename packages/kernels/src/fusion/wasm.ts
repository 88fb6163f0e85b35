/** The part of WebAssembly's binary format that chains need: functions that return the bytes of an instruction or a section. */

export type Bytes = readonly number[]

/** An unsigned LEB128 number. */
export function unsigned(value: number): number[] {
  const low = value & 0x7f
  const rest = Math.floor(value / 128)
  return rest === 0 ? [low] : [low | 0x80, ...unsigned(rest)]
}

/** A signed LEB128 number, below 2³¹ in magnitude. */
function signed(value: number): number[] {
  const low = value & 0x7f
  const rest = value >> 7
  const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
  return done ? [low] : [low | 0x80, ...signed(rest)]
}

export const vector = (items: readonly Bytes[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
]

export const text = (value: string): number[] => {
  const codes = [...value].map((letter) => letter.charCodeAt(0))
  return [...unsigned(codes.length), ...codes]
}

export const section = (id: number, content: Bytes): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
]

export const HEADER: Bytes = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
export const I32 = 0x7f
export const V128 = 0x7b

export const functionType = (parameters: Bytes, results: Bytes): number[] => [
  0x60,
  ...vector(parameters.map((type) => [type])),
  ...vector(results.map((type) => [type])),
]

export const get = (local: number): number[] => [0x20, ...unsigned(local)]
export const set = (local: number, value: Bytes): number[] => [...value, 0x21, ...unsigned(local)]
export const constant = (value: number): number[] => [0x41, ...signed(value)]
export const plus = (a: Bytes, b: Bytes): number[] => [...a, ...b, 0x6a]
export const times = (a: Bytes, b: Bytes): number[] => [...a, ...b, 0x6c]
export const minus = (a: Bytes, b: Bytes): number[] => [...a, ...b, 0x6b]
/** Signed, rounded towards zero. */
export const quotient = (a: Bytes, b: Bytes): number[] => [...a, ...b, 0x6d]
/** The smaller of two numbers (signed). */
export const smaller = (a: Bytes, b: Bytes): number[] => [...a, ...b, ...a, ...b, 0x48, 0x1b]
/** The number, or 1 where it is 0. */
export const orOne = (a: Bytes): number[] => [...a, ...a, 0x45, 0x6a]
/** A 32-bit word of memory. */
export const word = (address: Bytes, offset: number): number[] => [
  ...address,
  0x28,
  0x02,
  ...unsigned(offset),
]
export const call = (index: number, ...operands: Bytes[]): number[] => [
  ...operands.flat(),
  ...[0x10, ...unsigned(index)],
]
export const DROP: Bytes = [0x1a]
export const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)]

export const ZERO_VECTOR: Bytes = [...simd(0x0c), ...Array(16).fill(0)]
export const loadVector = (address: Bytes, offset = 0): number[] => [
  ...[...address, ...simd(0x00)],
  ...[0x00, ...unsigned(offset)],
]
/** One float in all four lanes. */
export const loadSplat = (address: Bytes, offset = 0): number[] => [
  ...[...address, ...simd(0x09)],
  ...[0x02, ...unsigned(offset)],
]
export const storeVector = (address: Bytes, value: Bytes, offset = 0): number[] => [
  ...[...address, ...value, ...simd(0x0b)],
  ...[0x00, ...unsigned(offset)],
]
/** The first lane alone. */
export const storeLane = (address: Bytes, value: Bytes, offset = 0): number[] => [
  ...[...address, ...value, ...simd(0x5a)],
  ...[0x02, ...unsigned(offset), 0x00],
]

/** Runs the body again and again while a > b does not hold, both without a sign. */
export const whileNotGreater = (a: Bytes, b: Bytes, body: Bytes): number[] => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...a, ...b, 0x4b, 0x0d, 0x01],
  ...body,
  ...[0x0c, 0x00, 0x0b, 0x0b],
]
