/** Broken copies of files of weights: cut off, changed at random by a fixed seed, and hostile in known ways. */

/** Numbers below a limit, the same in every run. */
function choices(seed) {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const withHeader = (header, data = new Uint8Array(8), length) => {
  const text = typeof header === 'string' ? Buffer.from(header) : header
  const head = Buffer.alloc(8)
  head.writeBigUInt64LE(BigInt(length ?? text.length))
  return Buffer.concat([head, text, data])
}
const entry = (fields) =>
  JSON.stringify({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...fields } })

const hostile = () => [
  Buffer.alloc(0),
  Buffer.from('PK\u0003\u0004 no such file'),
  withHeader('{}', undefined, 2 ** 40),
  withHeader('{}', undefined, 99_999_999),
  withHeader(entry({ dtype: 'F8_E4M3' })),
  withHeader(entry({ shape: [2 ** 31, 2 ** 31, 2 ** 31] })),
  withHeader(entry({ shape: [-2] })),
  withHeader(entry({ shape: [1e300] })),
  withHeader(entry({ data_offsets: [8, 0] })),
  withHeader(entry({ data_offsets: [0, 1e15] })),
  withHeader(entry({ extra: 1 })),
  withHeader('{"w":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}'),
  withHeader('{"w":1,"w":2}'),
  withHeader('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'),
  withHeader(`{"w":${'['.repeat(100_000)}`),
  withHeader(`{"__metadata__":{"a":"${'\\u001b[2J'.repeat(9)}"},"w":NaN}`),
  withHeader('{"__metadata__":{"a":1}}'),
  withHeader('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x'),
  withHeader('[]'),
  withHeader('null'),
  withHeader('\ufeff{}'),
  withHeader(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
  withHeader(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])),
  withHeader('{"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', Buffer.alloc(8, 0x7f)),
  withHeader('{"w":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}}', Buffer.alloc(8, 2)),
  withHeader('{"__metadata__":{"sobolev.parts":"{\\"model\\":"}}', Buffer.alloc(0)),
  withHeader('{"__metadata__":{"sobolev.parts":"[1,2]"}}', Buffer.alloc(0)),
]

/** As base64, like the files they are of. */
export function brokenFiles(files) {
  const below = choices(20261128)
  const broken = hostile()
  for (const text of Object.values(files)) {
    const bytes = Buffer.from(text, 'base64')
    const header = 8 + Number(bytes.readBigUInt64LE(0))
    for (const length of [0, 1, 7, 8, 9, header - 1, header, header + 1, bytes.length - 1])
      broken.push(bytes.subarray(0, length))
    for (let index = 0; index < 25; index++) {
      const changed = Buffer.from(bytes)
      for (let times = 1 + below(3); times > 0; times--) changed[below(header)] = below(256)
      broken.push(changed)
    }
    broken.push(Buffer.concat([bytes, bytes]))
  }
  return broken.map((bytes) => bytes.toString('base64'))
}
