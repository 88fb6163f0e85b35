import * as core from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import * as nn from './index.ts'

const { Rng, tensor } = core
const rng = new Rng(0)
const model = new nn.Dense(2, 2, { rng })
const x = tensor([
  [1, 2],
  [3, 4],
])
const y = tensor([0, 1], { dtype: 'int32' })
const mode = { training: true, rng } as const
const evaluate = nn.objective({ model, loss: nn.softmaxCrossEntropy })
const optimizer = new nn.Optimizer(nn.adam({ learningRate: 0.1 }), model.variables())
const result = evaluate(x, y, mode)

// What the calls below find by name, beside all that both packages export.
const names = { ...core, ...nn, nn, rng, model, x, y, mode, evaluate, optimizer, result }

/** Runs a line as someone writes it who has no types. */
const run = (line: string): unknown =>
  new Function(...Object.keys(names), `return ${line}`)(...Object.values(names))

const modes = 'mode: a model is called with { training: false } or { training: true, rng }, got'
const table: Readonly<Record<string, string>> = {
  // Layers
  'new Dense(2, 2)':
    "Dense: needs a source of random numbers for its weights, new Dense(2, 2, { rng: new Rng(0).split('hidden') }), got undefined for rng",
  'new Dense(2, 2, { rng: 42 })': 'got 42 for rng',
  'new Dense(2, 2, rng)':
    'Dense: options must be an object such as { rng, activation, useBias, kernelInitializer, biasInitializer, parametrization, dtype }, got an Rng',
  "new Dense(2, 2, { rng, activation: 'relu' })":
    'Dense: activation must be an activation, got "relu"; give the function relu, not its name',
  'new Dense(2, 2, { rng, activation: relu(x) })':
    'Dense: activation must be an activation, got a Tensor; give the function itself',
  "new Dense(2, 2, { rng, kernelInitializer: 'heNormal' })":
    'Dense: kernelInitializer must be an initializer, got "heNormal"; give the function heNormal, not its name',
  'new Dense(2, 2, { rng, bias: false })':
    'Dense: there is no option "bias"; did you mean "useBias"?',
  "new Dense(2, 2, { rng, useBias: 'no' })": 'Dense: useBias must be true or false, got "no"',
  "new Dense(2, 2, { rng, dtype: 'int32' })":
    'Dense: dtype must be "float32" or "float64", got "int32"',
  'new Dense(2, { rng })':
    'Dense: units must be a positive integer, got an object with rng; new Dense(inputs, units, { rng })',
  'new Dense(2, 0, { rng })': 'Dense: units must be a positive integer, got 0',
  "new Dense('2', 2, { rng })": 'Dense: inputs must be a whole number from 0, got "2"',
  'new Dense(2.5, 2, { rng })': 'Dense: inputs must be a whole number from 0, got 2.5',
  'new Dense(-2, 2, { rng })': 'Dense: inputs must be a whole number from 0, got -2',
  'model.call([[1, 2]])': 'Dense: x must be a tensor, got an array of [1, 2]; tensor(x) makes one',
  'model.call()': 'Dense: x must be a tensor, got undefined',
  "model.call(x.cast('float64'))":
    'Dense: x must be float32, as the kernel is, got float64; x.cast("float32") converts',
  'model.call(y)': 'Dense: x must be float32, as the kernel is, got int32',
  'y.matmul(x)': 'matmul: dtypes must agree, got int32 and float32; cast(x, "float32") converts',
  "new Dropout('0.5')":
    'Dropout: rate, the share that is dropped, must be a number from 0 up to, but not including, 1 or a schedule, got "0.5"; new Dropout(0.1)',
  'new Dropout({ rate: 0.5 })':
    'Dropout: rate, the share that is dropped, must be a number from 0 up to, but not including, 1 or a schedule, got an object with rate',
  'new Dropout(0.5).call(x, null)': `${modes} null; model.call(x) predicts`,
  'new Dropout(0.5).call(x, true)': `${modes} true`,
  'new Dropout(0.5).call(x, { train: true, rng })': `${modes} an object with train, rng`,
  'new Dropout(0.5).call(x, { training: true })':
    'mode: training needs a source of random numbers, { training: true, rng: new Rng(0).split(step) }, got undefined for rng',
  'new Sequential(model, model)':
    'Sequential: the layers must be an array, got a Dense; new Sequential([first, second])',
  'new Sequential([Dense])':
    'Sequential: layer 0 must be a module, or a function such as relu, got the class Dense, not an instance of it',
  "new Sequential([model, 'relu'])":
    'Sequential: layer 1 must be a module, or a function such as relu, got "relu"',
  'new Sequential([model]).call(x, rng)': `${modes} an Rng`,
  'model.callWith({ kernal: x }, x)':
    'withWeights: "kernal" must be a variable of the model, which has kernel, bias; did you mean "kernel"?',
  'model.callWith({ kernel: 1 }, x)': 'withWeights: "kernel" must be a tensor, got 1',
  'heNormal([2, 2])':
    'heNormal: must be given an Rng and a shape, heNormal(rng, [in, out]), got [2, 2] and undefined',
  'heNormal(rng, [4, 4], { fanIn: 9 })':
    'heNormal: there is no option "fanIn"; there are dtype, fans',
  "heNormal(rng, [4, 4], 'float64')":
    'heNormal: options must be an object such as { dtype, fans }, got "float64"; write { dtype: "float64" }',
  "orthogonal(rng, [2, 2], { dtype: 'int32' })":
    'orthogonal: dtype must be "float32" or "float64", got "int32"',
  'heNormal(rng, [8, 4, 3, 3])':
    'heNormal: the fans of a kernel of more than two axes must be given',
  // Losses and metrics
  'softmaxCrossEntropy(x, [0, 1])':
    'softmaxCrossEntropy: targets must be a tensor, got [0, 1]; tensor(targets) makes one',
  'squaredError(x)': 'squaredError: targets must be a tensor, got undefined',
  'huber(x, x, { delta: 0 })': 'huber: delta must be a finite number above 0, got 0',
  'accuracy(x, [0, 1])':
    'accuracy: targets must be a tensor, got [0, 1]; tensor(targets) makes one',
  'meanSquaredError(x)': 'meanSquaredError: targets must be a tensor, got undefined',
  // Objectives
  'objective(model, squaredError)':
    'objective: options must be an object such as { model, loss, penalties, lossTransforms, batchTransforms, stepsPerEpoch, layout, rng }, got a Dense',
  'objective({ model })': 'objective: the option loss must be given, got none',
  "objective({ model, loss: 'mse' })": 'objective: loss must be a function, got "mse"',
  'objective({ model: (x) => x, loss: squaredError })':
    'objective: the model must be a Module, with a method call(x, mode), got the function model',
  'objective({ model: new (class Mine extends Module { w = new Variable(1); forward() {} })(), loss: squaredError })':
    'objective: the model must be a Module, with a method call(x, mode), got a Mine',
  'objective({ model, loss: squaredError, penalties: { flat: inputGradient() } })':
    'objective: the penalty "flat": options must be an object such as { penalty, weight, every }, got a function',
  'objective({ model, loss: squaredError, penalties: { flat: { penalty: inputGradient() } } })':
    'objective: the penalty "flat": the option weight must be given, got none',
  "objective({ model, loss: squaredError, penalties: { flat: { penalty: inputGradient(), weight: '0.1' } } })":
    'objective: the weight of "flat" must be a finite number, a schedule or a weighting, got "0.1"',
  'objective({ model, loss: squaredError, penalties: { flat: { penalty: inputGradient, weight: 1 } } })(x, x, mode)':
    'inputGradient: must be called first, { penalty: inputGradient(), weight: 0.1 }, got an evaluation',
  'objective({ model, loss: squaredError, lossTransforms: { mine: labelSmoothing } })(x, x, mode)':
    'labelSmoothing: must be called first, { mine: labelSmoothing() }, got a loss',
  'objective({ model, loss: squaredError, batchTransforms: { mine: gaussianNoise } })(x, x, mode)':
    'gaussianNoise: must be called first, { mine: gaussianNoise() }, got a batch',
  'evaluateBatch({ model, loss: squaredError, inputs: x, targets: x }, inputGradientNorm)':
    'inputGradientNorm: must be called first, evaluateBatch(batch, inputGradientNorm()), got an evaluation',
  'objective({ model, loss: squaredError, penalties: { mine: { penalty: () => 1, weight: 1 } } })(x, x, mode)':
    'mine: a penalty must give a tensor, got 1',
  'objective({ model, loss: () => 3 })(x, y, mode)':
    'loss: must give a tensor of one number for each example, got 3',
  'evaluate(x, y)': `${modes} undefined`,
  'evaluate([[1, 2]], y, mode)':
    'objective: inputs must be a tensor, got an array of [1, 2]; tensor(inputs) makes one',
  'evaluate(x, tensor([0, 1]), mode)':
    'softmaxCrossEntropy: targets must be class numbers of int32, got float32; cast(targets, "int32") converts',
  "evaluate(x, y, mode, '1')":
    'objective: the step must be a whole number or an int32 scalar, got "1"',
  'evaluate(x, y, mode, NaN)':
    'objective: the step must be a whole number or an int32 scalar, got NaN',
  'inputGradient({ square: true })':
    'inputGradient: there is no option "square"; did you mean "squared"?',
  "inputGradient({ p: '2' })": 'inputGradient: p must be 1, 2 or "infinity", got "2"',
  'jacobian(2)':
    'jacobian: options must be an object such as { projections, of, columns, reduction }, got 2',
  'l2({ include: () => true })': 'l2: there is no option "include"; did you mean "includes"?',
  'l1({ includes: [] })':
    'l1: includes must be a role such as "kernel", a path such as "layers.0.kernel", or a list of these, got []',
  "objective({ model, loss: squaredError, penalties: new Map([['flat', 1]]) })":
    'objective: the penalties must be an object of { penalty, weight } by name, got a Map',
  'objective({ model, loss: squaredError, penalties: inputGradient() })':
    'objective: the penalties must be an object of { penalty, weight } by name, got a function',
  'objective({ model, loss: squaredError, lossTransforms: [(loss) => loss] })':
    'objective: the loss transforms must be an object of functions by name such as { smooth: (loss) => … }, got an array of a function',
  'objective({ model, loss: squaredError, lossTransforms: { smooth: 0.1 } })':
    'objective: the loss transform "smooth" must be a function, got 0.1',
  'objective({ model, loss: squaredError, lossTransforms: { smooth: () => 0.1 } })':
    'objective: the loss transform "smooth" must give a loss, (outputs, targets) => losses, got 0.1',
  'objective({ model, loss: squaredError, batchTransforms: (batch) => batch })':
    'objective: the batch transforms must be an object of functions by name',
  'objective({ model, loss: squaredError, batchTransforms: { noise: (batch) => batch.inputs } })(x, x, mode)':
    'noise: a batch transform must give { inputs, targets }, got a Tensor',
  'objective({ model, loss: squaredError, batchTransforms: { noise: () => ({ inputs: 1, targets: 2 }) } })(x, x, mode)':
    'noise: inputs must be a tensor, got 1',
  'evaluateBatch({ model, loss: squaredError, inputs: x, targets: x }, ({ forward }) => forward([[1, 2]]))':
    'forward: x must be a tensor, got an array of [1, 2]; tensor(x) makes one',
  'evaluateBatch({ model, loss: squaredError, inputs: x, targets: x }, ({ outputsOf }) => outputsOf(0))':
    'outputsOf: must be given the path of a module that the model calls, of which there is none, got 0',
  'objective({ model, loss: squaredError, stepsPerEpoch: 0.5 })':
    'objective: stepsPerEpoch must be a positive integer, got 0.5',
  'objective({ model, loss: squaredError, rng: 7 })':
    'objective: rng must be a source of random numbers such as new Rng(0), got 7',
  'objective({ model, loss: squaredError }).restore({ a: x })':
    'restore: the state must hold nothing but nothing, got "a"',
  // Optimizers and schedules
  'adam(0.001)':
    'adam: options must be an object such as { learningRate, beta1, beta2, epsilon }, got 0.001',
  'adam(null)':
    'adam: options must be an object such as { learningRate, beta1, beta2, epsilon }, got null',
  'adam({ lr: 0.1 })': 'adam: there is no option "lr"; did you mean "learningRate"?',
  'adam({ learningRate: 0.1, epsilon: NaN })':
    'adam: epsilon must be a finite number above 0, got NaN',
  "adam({ learningRate: '0.1' })":
    'adam: learningRate must be a finite number of at least 0 or a schedule, got "0.1"',
  'scaleByLearningRate()':
    'learningRate: must be a finite number or a function of the step, got undefined',
  'sgd({ learningRate: -1 })':
    'sgd: learningRate must be a finite number of at least 0 or a schedule, got -1',
  'adamw({ learningRate: 0.1, weight_decay: 0.1 })':
    'adamw: there is no option "weight_decay"; did you mean "weightDecay"?',
  "sgd({ learningRate: 0.1, momentum: '0.9' })":
    'sgd: momentum must be a number from 0 up to, but not including, 1 or a schedule, got "0.9"',
  'rmsprop({ learningRate: 0.1, rho: 0.9 })':
    'rmsprop: there is no option "rho"; there are learningRate, decay, epsilon, momentum',
  'decayWeights({})': 'decayWeights: the option weightDecay must be given, got none',
  'clipByGlobalNorm({ limit: [1] })':
    'clipByGlobalNorm: limit must be a finite number above 0 or a schedule, got [1]',
  'clipByGlobalNorm()': 'clipByGlobalNorm: the option limit must be given, got none',
  'chain([adam({ learningRate: 1 })])':
    'chain: must be given what adam({ learningRate }) or another transform gives, got an array of an object with init, update',
  'new Optimizer(adam, model)':
    'Optimizer: must be given what adam({ learningRate }) or another transform gives, got the function adam',
  'new Optimizer(adam({ learningRate: 1 }), model.variables)':
    'Optimizer: must be given variables, as model.trainableVariables() gives them, got the function variables',
  'new Optimizer(adam({ learningRate: 1 }), [x])':
    'Optimizer: must be given variables, as model.trainableVariables() gives them, got a Tensor at 0',
  'optimizer.apply(result)':
    'got total, loss, gradients.kernel, gradients.bias; they have the nesting that the optimizer was given, tape.gradient(target, variables); pass what stands under gradients',
  'splitData({ inputs: [[1, 2]], targets: x }, { training: 1 })':
    'splitData: must be tensors or variables, or arrays and objects of them, got 1 at inputs[0][0]; tensor(numbers) makes one',
  'splitData(x, { a: 1 }, { stratify: x })':
    'splitData: stratify must be the class of each of the 2 rows, got [2, 2]',
  'splitData(x, { a: 1 }, { rng: 0 })':
    'splitData: rng must be a source of random numbers such as new Rng(0), got 0',
  'batches(x, { size: 1, rng: 0 })':
    'batches: rng must be a source of random numbers such as new Rng(0), got 0',
  'sobolPoints(4, 2, { rng: 0 })':
    'sobolPoints: rng must be a source of random numbers such as new Rng(0), got 0',
  'latinHypercube(4, 2, { rng: 0 })':
    'latinHypercube: rng must be a source of random numbers such as new Rng(0), got 0',
  "parseCsv('a,b\\n1,x').numbers()":
    'numbers: must be given a name or a list of names, of a, b, got undefined',
  "parseCsv('a,b\\n1,x').numbers('a', { missing: '0' })":
    'numbers: missing must be a number, got "0"',
  "parseCsv('a,b\\n1,x').classes('c')": 'classes: there is no column "c", but a, b',
  "parseCsv('a,b\\n1,x').classes('b', 'x')": 'classes: must be a list of words, got "x"',
  'imageTensor({ width: 1.5, height: 2, data: [1, 2, 3] })':
    'imageTensor: must be given an ImageData',
  'imageTensor({ width: 1, height: 1, data: [0, 256, 0] })':
    'imageTensor: pixels must be bytes, whole numbers from 0 to 255, got 256; tensor(numbers) takes others as they are',
  'imageTensor({ width: 1, height: 1, data: new Float32Array([1]) })':
    'imageTensor: pixels must be bytes, whole numbers from 0 to 255, got Float32Array',
  'imagePixels({ width: 1, height: 1, data: [1] })':
    'imagePixels: image must be a tensor, got an object with width, height, data',
  'imagePixels(y.reshape([1, 1, 2]))':
    'imagePixels: must be floats from 0 to 1, got int32; image.cast("float32").div(255) makes them of bytes',
  'predict((input) => input, x)': 'predict: must be given a model, got a function',
  'softmaxCrossEntropy(x, oneHot(y, 2))':
    'outputs must be [n, classes] and targets [n], got [2, 2] and [2, 2]; targets.argmax(1) makes class numbers of one-hot rows',
  'predict(model, [[1, 2]])':
    'predict: inputs must be a tensor, got an array of [1, 2]; tensor(inputs) makes one',
  'summary([model])': 'summary: must be given a model, got an array of a Dense',
  'optimizer.restore()': 'restore: the state must be what state() gave, got undefined',
  'optimizer.restore({ ...optimizer.state(), step: 3 })': 'restore: "step" must be a tensor, got 3',
  'minimizedObjective(evaluate, model, { eagre: true })':
    'minimizedObjective: there is no option "eagre"; did you mean "eager"?',
  'minimizedObjective(evaluate, model, { parts: { output: (x) => x, loss: squaredError } })':
    'minimizedObjective: parts: there is no option "output"; did you mean "outputs"?',
  'new Minimization(lbfgs(), model).restore({}, { isSame: true })':
    'restore: there is no option "isSame"; did you mean "isSameObjective"?',
  'adaptModel(model, x, { rng, initialisation: fromData() })':
    'adaptModel: there is no option "initialisation"; did you mean "initialization"?',
  'adaptModel(model, x, { rng: 3 })':
    'adaptModel: rng must be a source of random numbers such as new Rng(0), got 3',
  'meanOverSteps(softmaxCrossEntropy, { weights: x })':
    'meanOverSteps: there is no option "weights"',
  'evaluateWith(model.variables(), { kernal: x }, () => 1)':
    'evaluateWith: "kernal" must be a variable of the model, which has kernel, bias; did you mean "kernel"?',
  'evaluateWith(model.variables(), { kernel: x, bias: x }, () => 1)':
    'evaluateWith: "bias" must have shape [2], got [2, 2]',
  'structuredClone(optimizer)':
    'structuredClone, postMessage: cannot copy an Optimizer; send the data of the tensors of optimizer.state()',
  'structuredClone(model)': 'structuredClone, postMessage: cannot copy a Variable',
  'linear(0.1, 0, 10)':
    'linear: options must be an object such as { from, to, duration, warmUp }, got 0.1',
  'linear({ start: 0.1, end: 0, duration: 10 })':
    'linear: there is no option "start"; there are from, to, duration, warmUp',
  'linear({ from: 0.1, duration: 10 })': 'linear: the option to must be given, got none',
  'cosine({ from: 0.1 })': 'cosine: the option duration must be given, got none',
  'stepDecay({ from: 1, every: 2, factor: NaN })':
    'stepDecay: factor must be a finite number above 0, got NaN',
  'constant({ value: [1] })': 'constant: value must be a finite number of at least 0, got [1]',
  'new Optimizer(sgd({ learningRate: (step) => 0.1 * step }), model).apply(result.gradients)':
    'Tensor: signs such as + - * < == do not compute with it',
  'new Optimizer(sgd({ learningRate: () => undefined }), model).apply(result.gradients)':
    "schedule: a function of the step must give one number, got undefined; the step is a tensor, as in (step) => step.cast('float32').mul(0.1)",
}

describe('a wrong call says what is wrong, in the words of the one who calls', () => {
  it.each(Object.entries(table))('%s', (line, message) => {
    expect(() => run(line)).toThrow(message)
  })
})

it.each([
  'new Dense(1, 1, { rng, bogus: 1 })',
  'objective({ model, loss: squaredError, bogus: 1 })',
  'objective({ model, loss: squaredError, penalties: { a: { penalty: l2(), weight: 1, bogus: 1 } } })',
  ...['adam', 'adamw', 'sgd', 'rmsprop'].map((name) => `${name}({ learningRate: 1, bogus: 1 })`),
  'momentum({ momentum: 0.9, bogus: 1 })',
  'decayWeights({ weightDecay: 0.1, bogus: 1 })',
  ...['scaleByAdam', 'scaleByRms', 'inputGradient', 'nn.jacobian', 'l1', 'l2'].map(
    (name) => `${name}({ bogus: 1 })`,
  ),
  'linear({ from: 1, to: 0, duration: 9, bogus: 1 })',
  'cosine({ from: 1, to: 0, duration: 9, bogus: 1 })',
  'stepDecay({ from: 1, every: 9, factor: 0.5, bogus: 1 })',
])('%s: there is no such option', (line) => {
  expect(() => run(line)).toThrow(
    /: (the penalty "a": )?there is no option "bogus"; (there are|the only one is) \w/,
  )
})

it('a schedule may give a plain number, and an optimizer is JSON', () => {
  const w = new core.Variable(1)
  new nn.Optimizer(nn.sgd({ learningRate: () => core.tensor(0.5) }), w).apply(core.tensor(1))
  expect(w.value.item()).toBe(0.5)
  const line = 'new Optimizer(sgd({ learningRate: () => 0.25 }), w).apply(core.tensor(1))'
  new Function('Optimizer', 'sgd', 'w', 'core', line)(nn.Optimizer, nn.sgd, w, core)
  expect(w.value.item()).toBe(0.25)
  const momentum = new nn.Optimizer(nn.sgd({ learningRate: 1, momentum: 0.5 }), { w })
  momentum.apply({ w: core.tensor(3) })
  expect(JSON.stringify(momentum)).toBe('{"step":1,"momentum.velocity.w":3}')
})
