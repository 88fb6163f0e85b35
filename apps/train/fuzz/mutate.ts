import type { Choices } from './random.ts'

/** Bytes that are no text, or text that programs trip over, for any format. */
const everywhere = [
  ...[
    '\0',
    '\n',
    '\r\n',
    '\ufeff',
    '\u2028',
    '\u001b[2J',
    '"',
    "'",
    '\\',
    '__proto__',
    'constructor',
  ],
  ...['NaN', '-0', '1e999', '9007199254740993', '\u{1f642}', ' '.repeat(300), '[', '{', ']', '}'],
]

/**
 * One to six changes of some bytes: bits flipped, bytes set, parts removed, repeated, moved or swapped
 * for words of `words`, and now and then a word repeated thousands of times.
 */
export function mutated(bytes: Uint8Array, words: readonly string[], choices: Choices): Uint8Array {
  let result = Buffer.from(bytes)
  for (let changes = 1 + choices.below(choices.of([1, 2, 6])); changes > 0; changes--) {
    result = changed(result, [...words, ...everywhere], choices)
  }
  return result
}

function changed(bytes: Buffer, words: readonly string[], choices: Choices): Buffer<ArrayBuffer> {
  const from = choices.below(bytes.length + 1)
  const to = Math.min(bytes.length, from + choices.below(choices.of([2, 9, 65, 4096])))
  const [before, part, after] = [
    bytes.subarray(0, from),
    bytes.subarray(from, to),
    bytes.subarray(to),
  ]
  const word = Buffer.from(choices.of(words))
  switch (choices.below(12)) {
    case 0:
      return Buffer.concat([before, after])
    case 1:
      return Buffer.concat([before, part, part, after])
    case 2:
      return Buffer.concat([before, word, after])
    case 3:
      return Buffer.concat([before, word, part, after])
    case 4:
      return Buffer.concat([after, part, before])
    case 5:
      return Buffer.concat([before])
    case 6: {
      const repeated = Buffer.alloc(
        word.length * choices.of([2, 3, 9, 100, choices.below(20_000)]),
        word,
      )
      return Buffer.concat([before, repeated, after])
    }
    default: {
      const copy = Buffer.concat([before, part, after])
      const at = Math.min(from, copy.length - 1)
      if (at >= 0)
        copy[at] = choices.of([(copy[at] ?? 0) ^ (1 << choices.below(8)), choices.below(256)])
      return copy
    }
  }
}
