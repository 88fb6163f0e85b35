// A small training, eager and compiled, on one thread and on several, and a digest of all its numbers.
// Reports the digest and how many threads there were. Each place gets it without its types, TypeScript as it is.
import { compile, Rng, setThreads, type Tensor, tensor } from '@sobolev/core'
import {
  adam,
  chain,
  clipByGlobalNorm,
  Dense,
  Dropout,
  inputGradient,
  Optimizer,
  objective,
  Sequential,
  softmaxCrossEntropy,
  tanh,
} from '@sobolev/nn'

type Step = (inputs: Tensor, targets: Tensor, draws: Rng) => Tensor

/** FNV-1a, 32 bits, over the bytes of numbers: also where there is no cryptography. */
let digest = 0x811c9dc5
function add(numbers: ArrayBufferView): void {
  for (const byte of new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
    digest = Math.imul(digest ^ byte, 0x01000193) >>> 0
}

function train(run: (step: Step) => Step): void {
  const rng = new Rng(7)
  const inputs = rng.split('inputs').normal([256, 8])
  const targets = inputs.square().sum(1).greater(7).cast('int32')
  const model = new Sequential([
    new Dense(8, 128, { rng: rng.split('first'), activation: tanh }),
    new Dropout(0.1),
    new Dense(128, 128, { rng: rng.split('second'), activation: tanh }),
    new Dense(128, 2, { rng: rng.split('output') }),
  ])
  const evaluate = objective({
    model,
    loss: softmaxCrossEntropy,
    penalties: { flat: { penalty: inputGradient(), weight: 0.1 } },
  })
  const transform = chain(clipByGlobalNorm(1), adam({ learningRate: 0.01 }))
  const optimizer = new Optimizer(transform, model.variables())
  const step = run((x, y, draws) => {
    const { loss, gradients } = evaluate(x, y, { training: true, rng: draws })
    optimizer.apply(gradients)
    return loss
  })
  for (let index = 0; index < 20; index++)
    add(step(inputs, targets, rng.split('step').split(index)).data)
  for (const variable of Object.values(model.variables())) add(variable.value.data)
}

const points = new Rng(1).uniform([4096]).mul(20).sub(10)
for (const name of ['exp', 'sin', 'tanh', 'erf', 'sigmoid', 'softplus'] as const)
  add(points[name]().data)
add(tensor([1, 2, 3]).pow(3).mul(2).add(1).data)

train((step) => step)
const afterEager = digest
train(compile)
setThreads(2).then((threads) => {
  train(compile)
  // Where nobody listens for it, the console does.
  const report: unknown = Reflect.get(globalThis, 'report')
  const tell = typeof report === 'function' ? report : console.log
  tell(`${afterEager.toString(16)}-${digest.toString(16)} ${threads}`)
})
