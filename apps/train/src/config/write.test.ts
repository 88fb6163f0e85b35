import { expect, test } from 'vitest'
import { parseConfig } from './load.ts'
import { writeConfig } from './write.ts'

test.each([
  'data: { file: /d.csv, target: y }\nmodel: { layers: [] }',
  `data: { file: /d.csv, target: y }
from: { checkpoint: /runs/a/last.safetensors, sha256: ${'0a'.repeat(32)} }
model: { layers: [] }
`,
  `name: full
seed: 9007199254740991
data:
  file: /d.csv
  target: 'null'
  task: regression
  missingValues: ['', '-999']
  columns: { 'a.b': { type: categorical } }
  validation: { file: /v.csv }
model:
  layers: [{ dense: { units: 3 } }, { dropout: { rate: 0.5 } }]
loss: huber
optimizer: { adamw: { learningRate: { stepDecay: { from: 1e-3, every: 5, factor: 0.5, warmUp: 2 } } } }
gradientTransforms: { clipByGlobalNorm: 0.1 }
penalties:
  inputGradient: { weight: { linear: { from: 0, to: 1 } }, p: infinity, squared: false }
  flat: { inputGradient: { weight: 0.5, p: 1 } }
  l1: 1e-7
  jacobian: { weight: 1, projections: 2 }
metrics: { error: { meanAbsoluteError: {} }, r2: {} }
training: { earlyStopping: { patience: 3, monitor: r2 }, best: error }
`,
  `data: { file: /d.csv, target: y, validation: { column: part, value: "1" } }
model: { layers: [] }
loss: squaredError
optimizer: { rmsprop: { learningRate: { cosine: { from: 0.5 } } } }
`,
  `data:
  file: /d.csv
  target: y
  validation: { column: part, train: [a, 1], validation: b, test: [c, "null"] }
model: { layers: [] }
`,
  `data: { file: /d.csv, target: y, test: { fraction: 0.1, stratify: false } }
model: { layers: [] }
`,
  `data:
  file: /d.csv
  target: y
  validation: { column: part, value: b }
  test: { column: other, train: a, test: c }
model: { layers: [] }
`,
])('a written config reads back as it was', (text) => {
  const config = parseConfig(text, '/configs/a.yaml')
  const again = parseConfig(writeConfig(config), '/runs/config.yaml')
  expect({ ...again, name: config.name }).toEqual(config)
  expect(writeConfig(again)).toBe(writeConfig({ ...config, name: again.name }))
})
