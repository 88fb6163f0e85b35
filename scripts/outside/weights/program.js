// Makes files of weights, takes up those of another place, and tells what it found, in Node and on a page alike.
import { Rng, tensor } from '@sobolev/core'
import {
  adam,
  BatchNorm,
  Dense,
  Dropout,
  loadCheckpoint,
  loadTensors,
  loadWeights,
  Optimizer,
  objective,
  Sequential,
  saveCheckpoint,
  saveTensors,
  saveWeights,
  squaredError,
  tanh,
} from '@sobolev/nn'

const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
const fromText = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
const bytesOf = ({ buffer, byteOffset, byteLength }) =>
  new Uint8Array(buffer, byteOffset, byteLength)

function partsOf(seed) {
  const rng = new Rng(seed)
  const model = new Sequential([
    new Dense(3, 8, { rng: rng.split('first'), activation: tanh }),
    new BatchNorm(8),
    new Dropout(0.2),
    new Dense(8, 1, { rng: rng.split('second') }),
  ])
  const optimizer = new Optimizer(adam({ learningRate: 0.01 }), model)
  return { model, optimizer, rng: rng.split('training'), step: 0, notes: { naïve: [null, 0.1] } }
}

const inputs = new Rng(5).normal([64, 3])
const targets = inputs.sin().sum(1, { keepDims: true })
const predicted = (model) => toText(bytesOf(model.call(inputs, { training: false }).data))

/** Takes steps; every one draws from the source and its number, which the checkpoint keeps. */
function train({ model, optimizer, rng, step, notes }, steps) {
  const evaluate = objective({ model, loss: squaredError })
  for (let index = step; index < step + steps; index++) {
    const { gradients } = evaluate(inputs, targets, { training: true, rng: rng.split(index) })
    optimizer.apply(gradients)
  }
  return { model, optimizer, rng, step: step + steps, notes }
}

const names = [
  ...[
    'layers.0.kernel',
    'gewicht.größe',
    '重み/層',
    '😀',
    'a "quoted" \\ name',
    '\n',
    '',
    '10',
    '9',
  ],
  ...['__proto__', 'constructor', 'x'.repeat(300)],
]
/** Every dtype, as scalar, empty and larger, with the numbers that writers trip over. */
function strangeTensors() {
  const floats = [0, -0, 1 / 3, Infinity, -Infinity, NaN, 1e-45, 3.4028234663852886e38]
  const given = [
    ...[tensor(floats), tensor([...floats, 5e-324], { dtype: 'float64' })],
    tensor([0, -1, 2147483647, -2147483648], { dtype: 'int32' }),
    tensor([[true, false, true]], { dtype: 'bool' }),
  ]
  const dtypes = ['float32', 'float64', 'int32', 'bool']
  given.push(...dtypes.map((dtype) => tensor(dtype === 'bool' ? true : 7, { dtype })))
  given.push(...dtypes.map((dtype) => tensor([], { dtype }).reshape([0, 3])))
  return Object.fromEntries(given.map((value, index) => [names[index], value]))
}
const texts = { schlüssel: '値 😀', empty: '', lines: 'a\nb\t"c"' }

/** What a file holds, so that two readers can be compared. */
function described(bytes) {
  const { tensors, metadata } = loadTensors(bytes)
  const byName = ([a], [b]) => (a < b ? -1 : 1)
  return {
    tensors: Object.entries(tensors)
      .map(([name, { dtype, shape, data }]) => [name, dtype, shape, toText(bytesOf(data))])
      .sort(byName),
    metadata: Object.entries(metadata).sort(byName),
  }
}

/** Files that this place wrote, and what they come to. */
export function make(seed) {
  const trained = train(partsOf(seed), 10)
  const files = {
    weights: saveWeights(trained.model, { metadata: texts }),
    checkpoint: saveCheckpoint(trained),
    tensors: saveTensors(strangeTensors(), { metadata: texts }),
  }
  const atSave = predicted(trained.model)
  const result = { predicted: atSave, continued: predicted(train(trained, 5).model) }
  return {
    files: Object.fromEntries(Object.entries(files).map(([k, v]) => [k, toText(v)])),
    result,
  }
}

/** What files that another place wrote come to here. */
export function take({ weights, checkpoint }) {
  const { model } = partsOf(99)
  loadWeights(model, fromText(weights))
  const resumed = loadCheckpoint(fromText(checkpoint), partsOf(98))
  return { predicted: predicted(model), continued: predicted(train(resumed, 5).model) }
}

const attempt = (run) => {
  try {
    run()
    return 'is read'
  } catch (error) {
    return `${error.name}: ${error.message}`
  }
}

/** What is said of files, whole or broken. */
export const describe = (files) => files.map((file) => described(fromText(file)))
export const refuse = (files) =>
  files.map((file) => [
    attempt(() => loadTensors(fromText(file))),
    attempt(() => loadWeights(partsOf(97).model, fromText(file))),
    attempt(() => loadCheckpoint(fromText(file), partsOf(96))),
  ])
