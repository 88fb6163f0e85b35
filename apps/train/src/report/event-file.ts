/**
 * Events as TensorBoard reads them: records of a length, its checksum, a protocol buffer and its checksum.
 * See tensorflow/core/lib/io/record_writer.h and tensorflow/core/util/event.proto.
 */

/** Numbers by tag at one step. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly wallTime: number
  readonly step: number
  readonly scalars: Readonly<Record<string, number>>
}

/** What a file of events begins with. */
export const firstEvent = (wallTime: number): Uint8Array =>
  record([...double(1, wallTime), ...bytes(3, text('brain.Event:2'))])

/** Numbers of a step. */
export const scalarEvent = ({ wallTime, step, scalars }: ScalarEvent): Uint8Array =>
  event(
    wallTime,
    step,
    Object.entries(scalars).map(([tag, value]) => [...bytes(1, text(tag)), ...float(2, value)]),
  )

/** A text under a tag, shown as it is written. */
export function textEvent(wallTime: number, tag: string, words: string): Uint8Array {
  // TensorBoard takes texts for Markdown, in which four spaces make a listing.
  const listing = words.replaceAll(/^/gm, '    ')
  const plugin = bytes(1, bytes(1, text('text')))
  const tensor = [
    ...whole(1, DT_STRING),
    ...bytes(2, bytes(2, whole(1, 1))),
    ...bytes(8, text(listing)),
  ]
  return event(wallTime, 0, [[...bytes(1, text(tag)), ...bytes(8, tensor), ...bytes(9, plugin)]])
}

const DT_STRING = 7

/** Numbers by name; null where there is none. */
type Figures = Readonly<Record<string, number | null>>

/** What is known of an epoch, as it trains or as its log tells. */
export interface EpochFigures {
  readonly step: number
  readonly training: {
    readonly loss: number | null
    readonly penalties: Figures
    readonly weights?: Figures | undefined
    readonly shares?: Figures | undefined
    readonly gradientNorms?:
      | { readonly loss: number | null; readonly penalties: Figures }
      | undefined
  }
  readonly validation: Figures
}

/** The numbers of an epoch by tag; TensorBoard puts tags with one beginning together. */
export function scalarsOf({ training, validation }: EpochFigures): Record<string, number> {
  const named = (name: (key: string) => string, figures: Figures = {}): [string, number | null][] =>
    Object.entries(figures).map(([key, value]) => [name(key), value])
  const { loss, penalties, weights, shares, gradientNorms } = training
  const entries: [string, number | null][] = [
    ['loss/training', loss],
    ...named((key) => `${key}/validation`, validation),
    ...named((key) => `penalties/${key}`, penalties),
    ...named((key) => `weights/${key}`, weights),
    ...named((key) => `shares/${key}`, shares),
    ...(gradientNorms
      ? named((key) => `gradientNorms/${key}`, {
          loss: gradientNorms.loss,
          ...gradientNorms.penalties,
        })
      : []),
  ]
  return Object.fromEntries(
    entries.flatMap(([tag, value]) => (value === null ? [] : [[tag, value]])),
  )
}

const event = (wallTime: number, step: number, values: readonly number[][]): Uint8Array =>
  record([
    ...double(1, wallTime),
    ...whole(2, step),
    ...bytes(
      5,
      values.flatMap((value) => bytes(1, value)),
    ),
  ])

const text = (words: string): Uint8Array => new TextEncoder().encode(words)

/** A field of a protocol buffer: its number and how its value is written. */
const field = (number: number, type: 0 | 1 | 2 | 5): number[] => varint(number * 8 + type)
const whole = (number: number, value: number): number[] => [...field(number, 0), ...varint(value)]
const bytes = (number: number, value: ArrayLike<number>): number[] => [
  ...field(number, 2),
  ...varint(value.length),
  ...Array.from(value),
]
const double = (number: number, value: number): number[] => {
  const written = new DataView(new ArrayBuffer(8))
  written.setFloat64(0, value, true)
  return [...field(number, 1), ...new Uint8Array(written.buffer)]
}
const float = (number: number, value: number): number[] => {
  const written = new DataView(new ArrayBuffer(4))
  written.setFloat32(0, value, true)
  return [...field(number, 5), ...new Uint8Array(written.buffer)]
}

/** A whole number from 0, seven bits a byte. */
function varint(value: number): number[] {
  const digits: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...digits, rest]
    digits.push((rest % 128) + 128)
  }
}

function record(data: readonly number[]): Uint8Array {
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true)
  return Uint8Array.from([...length, ...maskedChecksum(length), ...data, ...maskedChecksum(data)])
}

/** CRC-32C, turned by 15 bits and moved, as records of TensorFlow have it. */
function maskedChecksum(data: ArrayLike<number>): Uint8Array {
  const crc = crc32c(data)
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
  const written = new Uint8Array(4)
  new DataView(written.buffer).setUint32(0, masked, true)
  return written
}

/** The checksum of Castagnoli et al. (1993), with the reversed polynomial 0x82f63b78. */
export function crc32c(data: ArrayLike<number>): number {
  let crc = 0xffffffff
  for (let i = 0; i < data.length; i++)
    crc = (table[(crc ^ (data[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})
