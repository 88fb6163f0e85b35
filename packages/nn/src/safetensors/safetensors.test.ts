import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StoredFile, StoredTensor } from './format.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'
import { SafetensorsError } from './safetensors-error.ts'

const sample: StoredFile = {
  tensors: new Map<string, StoredTensor>([
    ['dense.kernel', { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, -0, NaN, 4, 5, 6) }],
    ['dense.bias', { dtype: 'F64', shape: [2], data: Float64Array.of(0.1, Infinity) }],
    ['mask', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ['bytes', { dtype: 'U8', shape: [1, 1], data: Uint8Array.of(255) }],
    ['step', { dtype: 'I32', shape: [], data: Int32Array.of(-7) }],
    ['empty', { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) }],
    ['__proto__', { dtype: 'I32', shape: [1], data: Int32Array.of(3) }],
  ]),
  metadata: new Map([
    ['format', 'äöü "quoted"'],
    ['__proto__', 'p'],
  ]),
}

/** A file from header text and data, with the length written before it. */
function file(header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

const whole = (): Uint8Array<ArrayBuffer> => encodeSafetensors(sample)

describe('a written file', () => {
  test('reads back as it was', () => {
    const read = decodeSafetensors(whole())
    expect(new Map([...read.tensors].sort())).toEqual(new Map([...sample.tensors].sort()))
    expect(read.metadata).toEqual(sample.metadata)
    expect(Object.is(read.tensors.get('dense.kernel')?.data[1], -0)).toBe(true)
  })

  test('does not depend on the order of the maps', () => {
    const turned: StoredFile = {
      tensors: new Map([...sample.tensors].reverse()),
      metadata: new Map([...sample.metadata].reverse()),
    }
    expect(encodeSafetensors(turned)).toEqual(whole())
  })

  test('aligns the header with spaces and every tensor to its element size', () => {
    const bytes = whole()
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header: Record<string, { dtype: string; data_offsets: number[] }> = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + length)),
    )
    const starts = Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, { dtype, data_offsets }]) => [name, dtype, data_offsets[0]])
    expect(starts).toEqual([
      ['dense.bias', 'F64', 0],
      ['__proto__', 'I32', 16],
      ['dense.kernel', 'F32', 20],
      ['empty', 'F32', 44],
      ['step', 'I32', 44],
      ['bytes', 'U8', 48],
      ['mask', 'BOOL', 49],
    ])
  })

  test('is refused where shape and data do not match, or a name is taken by the format', () => {
    const tensor: StoredTensor = { dtype: 'F32', shape: [3], data: new Float32Array(2) }
    const write = (name: string, t: StoredTensor): unknown =>
      encodeSafetensors({ tensors: new Map([[name, t]]), metadata: new Map() })
    expect(() => write('w', tensor)).toThrow(/shape must match its data, got "w": 8 bytes/)
    expect(() => write('__metadata__', { ...tensor, shape: [2] })).toThrow('__metadata__')
  })
})

const entry = (fields: string): string => `{"w":{${fields}}}`
const f32 = '"dtype":"F32","shape":[1],"data_offsets":[0,4]'
const four = new Uint8Array(4)

describe('a file is refused by name and fault', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(0), /cut off: 0 bytes, too short for a header/],
    ['seven bytes', new Uint8Array(7), /too short/],
    ['header past the end', file('{}').subarray(0, 9), /cut off: a header of 2 bytes/],
    [
      'header of 100 MB',
      Uint8Array.of(0, 225, 245, 5, 0, 0, 0, 0),
      /cut off: a header of 100000000/,
    ],
    ['header over 100 MB', Uint8Array.of(1, 225, 245, 5, 0, 0, 0, 0), /100 MB at most/],
    ['header of 2^64 - 1', new Uint8Array(8).fill(255), /100 MB at most/],
    ['CSV', new TextEncoder().encode('a,b\n1,2\n3,4\n'), /no safetensors file/],
    ['empty header', file(''), /no safetensors file/],
    ['list', file('[]'), /no safetensors file/],
    ['broken JSON', file('{"w":'), /broken header: /],
    ['bad UTF-8', file('{"w":1}').map((b) => (b === 0x77 ? 0xff : b)), /broken header: /],
    ['bytes after the object', file('{}x'), /broken header: /],
    ['repeated name', file(`{"w":{${f32}},"w":{${f32}}}`, four), /"w" occurs twice/],
    ['repeated field', file(entry(`${f32},"dtype":"F32"`), four), /"dtype" occurs twice/],
    ['metadata number', file('{"__metadata__":{"a":1}}'), /__metadata__ "a" is no text/],
    ['metadata list', file('{"__metadata__":[]}'), /__metadata__ is no object/],
    ['tensor is null', file('{"w":null}'), /tensor "w" is not described by an object/],
    ['unknown field', file(entry(`${f32},"x":1`), four), /unknown field "x"/],
    [
      'floats of 8 bits',
      file(entry('"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]'), four),
      /"F8_E4M3"/,
    ],
    ['dtype toString', file(entry('"dtype":"toString","shape":[]'), four), /"toString", not one/],
    ['no dtype', file('{"w":{}}'), /dtype nothing/],
    ['negative size', file(entry('"dtype":"U8","shape":[-4]'), four), /no list of sizes/],
    ['minus zero', file(entry('"dtype":"U8","shape":[-0]'), four), /no list of sizes/],
    ['fraction', file(entry('"dtype":"U8","shape":[0.5]'), four), /no list of sizes/],
    ['size past 2^53', file(entry('"dtype":"U8","shape":[9007199254740992]')), /no list of sizes/],
    [
      'product past 2^53',
      file(entry('"dtype":"U8","shape":[9007199254740991,3],"data_offsets":[0,4]'), four),
      /has 4 bytes where U8/,
    ],
    ['offsets turned', file(entry('"dtype":"U8","shape":[4],"data_offsets":[4,0]'), four), /two/],
    ['one offset', file(entry('"dtype":"U8","shape":[4],"data_offsets":[4]'), four), /two/],
    ['three offsets', file(entry('"dtype":"U8","shape":[4],"data_offsets":[0,4,4]'), four), /two/],
    [
      'wrong size',
      file(entry('"dtype":"F32","shape":[2],"data_offsets":[0,4]'), four),
      /has 4 bytes where F32 \[2\] needs 8/,
    ],
    ['gap', file(entry('"dtype":"U8","shape":[2],"data_offsets":[2,4]'), four), /gap before/],
    [
      'overlap',
      file(
        '{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},' +
          '"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}',
        four,
      ),
      /tensor "b" overlaps another/,
    ],
    ['data cut off', file(entry(f32), four.subarray(0, 3)), /cut off: 3 bytes of data where 4/],
    ['bytes at the end', file(entry(f32), new Uint8Array(9)), /5 bytes belong to no tensor/],
    ['control characters', file(`{"\\u001b[31m":0}`), /tensor "\\u001b\[31m"/],
  ])('%s', (_, bytes, words) => {
    const decode = (): unknown => decodeSafetensors(bytes)
    expect(decode).toThrow(SafetensorsError)
    expect(decode).toThrow(words)
    expect(decode).toThrow(/^safetensors: /)
  })

  test('cut off at every length', () => {
    const bytes = whole()
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(SafetensorsError)
  })

  test('what is no bytes', () => {
    // @ts-expect-error: as JavaScript may call it
    expect(() => decodeSafetensors('model.safetensors')).toThrow(
      'safetensors: must be given the bytes of a file, a Uint8Array or an ArrayBuffer, got "model.safetensors"',
    )
  })
})

test('a file of another writer, unaligned and with spaces, is read', () => {
  const header =
    '{ "b": {"dtype":"U8","shape":[1],"data_offsets":[0,1]},' +
    ' "w": {"shape":[1],"data_offsets":[1,5],"dtype":"F32"} } '
  const data = Uint8Array.of(9, 0, 0, 128, 63)
  const { tensors } = decodeSafetensors(file(header, data))
  expect(tensors.get('w')?.data).toEqual(Float32Array.of(1))
  expect(tensors.get('b')?.data).toEqual(Uint8Array.of(9))
})

test('a header too large to be parsed, and a BOOL that is neither 0 nor 1, are refused', () => {
  const lists = file(`{"a":[${'[],'.repeat(600_000)}[]]}`)
  expect(() => decodeSafetensors(lists)).toThrow(
    /safetensors: broken header: it holds more than 1000000 values/,
  )
  const odd = file('{"w":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}', Uint8Array.of(1, 2))
  expect(() => decodeSafetensors(odd)).toThrow(
    /safetensors: broken: tensor "w" is BOOL and holds more/,
  )
})

test.each(['F64', 'F32', 'I32'] as const)(
  '%s data that starts anywhere in a file is read',
  (dtype) => {
    const wanted = { F64: Float64Array, F32: Float32Array, I32: Int32Array }[dtype].of(1, -2, 3)
    for (let blanks = 0; blanks < 8; blanks++) {
      const header = { w: { dtype, shape: [3], data_offsets: [0, wanted.byteLength] } }
      const content = file(
        JSON.stringify(header) + ' '.repeat(blanks),
        new Uint8Array(wanted.buffer),
      )
      expect(decodeSafetensors(content.buffer).tensors.get('w')?.data).toEqual(wanted)
      // A Buffer's `slice` shares its memory where a Uint8Array's copies it.
      expect(decodeSafetensors(Buffer.from(content)).tensors.get('w')?.data).toEqual(wanted)
    }
  },
)

test('element types of other programs become those that there are', () => {
  const read = (dtype: string, data: ArrayBufferView, count: number): unknown => {
    const bytes = new Uint8Array(data.buffer)
    const header = { w: { dtype, shape: [count], data_offsets: [0, bytes.length] } }
    const { tensors } = decodeSafetensors(file(JSON.stringify(header), bytes))
    return [tensors.get('w')?.dtype, ...(tensors.get('w')?.data ?? [])]
  }
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 1, 0x7bff, 0x8000, 0x7c00, 0x0400)
  const third = 0x555 / 0x1000
  const [least, small] = [1 / 0x100_0000, 1 / 0x4000]
  expect(read('F16', halves, 8)).toEqual([
    'F32',
    ...[1, -2, third, least, 65504, -0, Infinity, small],
  ])
  expect(read('BF16', Uint16Array.of(0x3f80, 0xc040), 2)).toEqual(['F32', 1, -3])
  expect(read('I64', BigInt64Array.of(7n, -8n), 2)).toEqual(['I32', 7, -8])
  expect(read('I8', Int8Array.of(-1, 2), 2)).toEqual(['I32', -1, 2])
  expect(read('U16', Uint16Array.of(65535), 1)).toEqual(['I32', 65535])
  expect(() => read('U32', Uint32Array.of(4294967295), 1)).toThrow(
    'tensor "w" must hold whole numbers of 32 bits, got 4294967295',
  )
  expect(() => read('I64', BigInt64Array.of(1n << 40n), 1)).toThrow('of 32 bits')
})

describe('garbage never crashes the reader', () => {
  const survives = (bytes: Uint8Array): void => {
    try {
      const { tensors } = decodeSafetensors(bytes)
      // What is accepted covers the file: no tensor can be larger, but for bytes that become numbers of 32 bits.
      let total = 0
      for (const { data } of tensors.values()) total += data.byteLength
      expect(total).toBeLessThan(4 * bytes.length)
    } catch (error) {
      if (!(error instanceof SafetensorsError)) throw error
    }
  }
  const base = whole()

  test('bytes changed, cut, repeated and inserted in a valid file', () => {
    const position = fc.nat(base.length - 1)
    const change = fc.record({
      flips: fc.array(fc.tuple(position, fc.nat(255)), { maxLength: 4 }),
      cut: fc.option(position, { freq: 3 }),
      insert: fc.option(fc.tuple(position, fc.uint8Array({ maxLength: 9 })), { freq: 3 }),
    })
    fc.assert(
      fc.property(change, ({ flips, cut, insert }) => {
        const bytes = base.slice()
        for (const [at, value] of flips) bytes[at] = value
        const [at, extra] = insert ?? [0, new Uint8Array(0)]
        const grown = Buffer.concat([bytes.subarray(0, at), extra, bytes.subarray(at)])
        survives(cut === null ? grown : grown.subarray(0, cut))
      }),
      { numRuns: 4000 },
    )
  })

  test('any JSON as a header', () => {
    const sizes = fc.array(fc.oneof(fc.nat(9), fc.double(), fc.constant(2 ** 52)), { maxLength: 3 })
    const described = fc.record(
      {
        dtype: fc.constantFrom('F32', 'F64', 'I32', 'U8', 'BOOL', 'BF16', '__proto__'),
        shape: sizes,
        data_offsets: sizes,
      },
      { requiredKeys: [] },
    )
    const header = fc.dictionary(fc.string(), fc.oneof(described, fc.jsonValue()), { maxKeys: 4 })
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 40 }), (value, data) => {
        survives(file(JSON.stringify(value), data))
      }),
      { numRuns: 2000 },
    )
  })

  test('any bytes at all, and lists nested without end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => survives(bytes)),
      { numRuns: 2000 },
    )
    survives(file(`{"a":${'['.repeat(200_000)}`))
    survives(file(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`))
  })
})
