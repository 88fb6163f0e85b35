/** A model that is trained, exported, and compared on 1,000 raw rows or sequences. */
export interface ComparedModel {
  readonly name: string
  readonly config: string
  /** The file of the config's data, generated; or one of `datasets/`. */
  readonly data: string | { readonly csv: string }
}

const ROWS = 1000

/** The same numbers every time, from 0 to 1. */
function drawn(seed: number): number {
  const scrambled = Math.imul(seed + 1, 0x9e3779b1) ^ 0x2545f491
  return (Math.imul(scrambled ^ (scrambled >>> 15), 0x85ebca6b) >>> 8) / 2 ** 24
}

/** Numbers, some missing or -999, texts, dates with an offset, large numbers, percentages. */
function mixedTable(): string {
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const draw = (column: number): number => drawn(5 * i + column)
    const [a, b, c, d, e] = [draw(0), draw(1), draw(2), draw(3), draw(4)]
    const size = a < 0.1 ? (a < 0.05 ? '-999' : 'NA') : (100 * a).toFixed(3)
    const colour = ['red', 'green', 'light blue', ''][Math.floor(4 * b)]
    const time = new Date(Date.UTC(1995, 0, 1) + Math.floor(c * 1.2e12)).toISOString().slice(0, 19)
    const zone = ['Z', '+02:00', '-05:30'][i % 3]
    const stamp = 1_600_000_000 + Math.floor(d * 1e8)
    const price = 5000 + 30 * (a - 0.5) + 50 * b + 0.1 * e * i
    return `${size};${colour};${time}${zone};${stamp};${(100 * e).toFixed(1)} %;${price.toFixed(2)}`
  })
  return `size;colour;when;stamp;share;price\n${lines.join('\n')}\n`
}

/** Three columns of codes, and a class of them. */
function codesTable(): string {
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const codes = [0, 1, 2].map((column) => Math.floor(20 * drawn(3 * i + column)))
    const sum = codes.reduce((total, code) => total + ((code * 7) % 5), 0)
    return [...codes, ['low', 'middle', 'high'][sum % 3]].join(',')
  })
  return `first,second,third,level\n${lines.join('\n')}\n`
}

const training = 'training: { epochs: 3, batchSize: 64 }'
const events = 'target: door, sequence: { id: hour, time: minute }'

/** Dense, convolutional, recurrent, of embeddings; and what else a config may have. */
export const comparedModels: readonly ComparedModel[] = [
  {
    name: 'dense, an ensemble that predicts distributions of raw columns',
    data: { csv: mixedTable() },
    config: `
target: price, missingValues: { add: ["-999"] }
columns: { when: { dates: [year, month, day, dayOfWeek, dayOfYear, hour, minute, days] } }
model: { layers: [{ dense: { units: 16, activation: silu } }, batchNorm, { dense: { units: 8, activation: gelu } }] }
loss: gaussian
ensemble: { deepEnsemble: { members: 3 } }
${training}`,
  },
  {
    name: 'convolutional',
    data: 'digits.csv',
    config: `
target: digit, shape: [1, 8, 8]
model: { layers: [{ convolution: { filters: 8, padding: same, activation: relu } }, batchNorm, { maxPool: 2 }, { depthwiseConvolution: {} }, flatten] }
calibration: temperatureScaling
${training}`,
  },
  {
    name: 'recurrent',
    data: 'door.csv',
    config: `
${events}
model: { layers: [{ gru: { units: 8, direction: bidirectional, returnSequences: true } }, { lstm: 8 }] }
${training}`,
  },
  {
    name: 'recurrent, with a target for each step',
    data: 'door.csv',
    config: `
target: door, sequence: { id: hour, time: minute, target: step }
model: { layers: [{ simpleRnn: { units: 8, returnSequences: true } }] }
${training}`,
  },
  {
    name: 'attention',
    data: 'door.csv',
    config: `
${events}
model: { layers: [{ dense: 8 }, { transformerBlock: { heads: 2 } }, { globalAveragePool: steps }] }
${training}`,
  },
  {
    name: 'embedding',
    data: { csv: codesTable() },
    config: `
target: level, scale: none
model: { layers: [{ embedding: { indices: 20, units: 4 } }, flatten, { dense: { units: 16, activation: relu } }] }
${training}`,
  },
  ...[
    'scale: robust, scaleTarget: log, missing: { indicator: true }, categories: { encoding: auto, maxOneHot: 2 }, dates: auto',
    'scale: quantile, scaleTarget: quantile, clampPredictions: true, categories: { encoding: index }',
    'scale: power, scaleTarget: power, dates: [year, dayOfYear]',
  ].map(
    (settings): ComparedModel => ({
      name: `columns by ${settings}`,
      data: { csv: mixedTable() },
      config: `
target: price, missingValues: { add: ["-999"] }, ${settings}
model: { layers: [{ columnEmbedding: {} }, { dense: { units: 16, activation: silu } }] }
loss: gaussian
ensemble: { deepEnsemble: { members: 2 } }
${training}`,
    }),
  ),
]
