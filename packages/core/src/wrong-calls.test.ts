import { describe, expect, it } from 'vitest'
import * as core from './index.ts'

const { GradientTape, ones, Rng, tensor, Variable } = core

// What the calls below find by name, beside all that the package exports.
const names = {
  ...core,
  x: tensor([
    [1, 2],
    [3, 4],
  ]),
  image: ones([1, 1, 4]),
  kernel: ones([1, 1, 1]),
  v: new Variable(1, { name: 'w' }),
  rng: new Rng(0),
  tape: new GradientTape({ persistent: true }),
  f: (x: core.Tensor): core.Tensor => x.sum(),
}

/** Runs a line as someone writes it who has no types. */
const run = (line: string): unknown =>
  new Function(...Object.keys(names), `return ${line}`)(...Object.values(names))

const table: Readonly<Record<string, string>> = {
  // Places and axes
  'x.slice(0, 1)':
    'slice: the ranges, one for each axis, must be an array such as [{ start: 0, stop: 1 }], got 0',
  'x.slice([[0, 1]])':
    'slice: of each axis it takes { start, stop, step }, an index or null, got [0, 1]',
  "x.slice(['0:1'])":
    'slice: of each axis it takes { start, stop, step }, an index or null, got "0:1"',
  'x.slice([{ begin: 0 }])': 'slice: there is no option "begin"; there are start, stop, step',
  'x.sum({ axis: 0 })':
    'sum: axes must be a number or an array of numbers, got an object with axis; write them without a name, such as [0, 1]',
  'x.max({ dim: 1 })': 'max: axes must be a number or an array of numbers, got an object with dim',
  'x.prod({ axes: 0 })':
    'prod: axes must be a number or an array of numbers, got an object with axes',
  "x.mean('0')": 'mean: axes must be a number or an array of numbers, got "0"',
  'x.sum(null)': 'sum: axes must be a number or an array of numbers, got null',
  'x.sum(0, true)':
    'sum: options must be an object such as { keepDims }, got true; write { keepDims: true }',
  'x.sum(0, { keepdims: true })': 'sum: there is no option "keepdims"; did you mean "keepDims"?',
  'x.softmax({ axis: 1 })':
    'softmax: axis must be an integer from -2 to 1, got an object with axis; write it without a name',
  'x.argmax({ axis: 1 })': 'argmax: axis must be an integer from -2 to 1, got an object with axis',
  'x.expandDims()': 'expandDims: axis must be an integer from -3 to 2, got undefined',
  'x.reshape(4)': 'reshape: the shape must be an array such as [2, 3], got 4',
  'x.reshape(2, 2)': 'reshape: the shape must be an array such as [2, 3], got 2',
  'x.broadcastTo(2)': 'broadcastTo: the shape must be an array such as [2, 3], got 2',
  'x.transpose(1, 0)': 'transpose: the order of the axes must be an array such as [1, 0], got 1',
  'concat(x, x)': 'concat: what is joined must be an array such as [a, b], got a Tensor',
  'stack(x, x)': 'stack: what is joined must be an array such as [a, b], got a Tensor',
  'pad(x, 1)':
    'pad: the counts, two for each axis, must be an array such as [[1, 1], [0, 2]], got 1',
  'pad(x, [1, 1])': 'pad: needs two counts from 0 for each of the 2 axes, got [1,1]',
  'pad(x, [[1, 1], [1, 1]], { mode: "edge", value: 3 })':
    'pad: a value goes with { mode: "constant" }, got one with mode "edge"',
  "tile(x, '2')": 'tile: the counts, unless one number, must be an array such as [2, 3], got "2"',
  'x.gather(0.5)': 'gather: indices must be whole numbers, int32 cannot hold 0.5',
  'oneHot([0.5], 2)': 'oneHot: indices must be whole numbers, int32 cannot hold 0.5',
  'oneHot([0, 1])': 'oneHot: lengths must be whole numbers from 0, got [undefined]',
  'x.sort(0, { reverse: true })': 'sort: there is no option "reverse"; the only one is descending',
  'x.cumsum(0, true)': 'cumsum: options must be an object such as { exclusive, reverse }, got true',
  'windows(x, 2)': 'windows: the windows must be an array such as [{ size: 2 }], got 2',
  // Arithmetic and products
  'x + 1':
    'Tensor: signs such as + - * < == do not compute with it; write x.add(y), x.less(y) or x.equal(y), x.item() for its number, and',
  "'loss: ' + x": 'Tensor: signs such as + - * < == do not compute with it',
  '-x': 'Tensor: signs such as + - * < == do not compute with it',
  'x < 3': 'Tensor: signs such as + - * < == do not compute with it',
  'x == 3': 'Tensor: signs such as + - * < == do not compute with it',
  'Math.max(x)': 'Tensor: signs such as + - * < == do not compute with it',
  'v * 2': 'Variable: signs such as + - * < == do not compute with it',
  'leakyRelu(x, 0.2)':
    'leakyRelu: options must be an object such as { slope }, got 0.2; write { slope: 0.2 }',
  'leakyRelu(x, { alpha: 0.2 })': 'leakyRelu: there is no option "alpha"; the only one is slope',
  'elu(x, 2)': 'elu: options must be an object such as { alpha }, got 2; write { alpha: 2 }',
  "gelu(x, 'tanh')":
    'gelu: options must be an object such as { approximate }, got "tanh"; write { approximate: "tanh" }',
  'x.matmul(x, true)':
    'matmul: options must be an object such as { transposeA, transposeB }, got true',
  'x.matmul(x, { transpose: true })':
    'matmul: there is no option "transpose"; did you mean "transposeA"?',
  'x.matmul(x, { transposeB: 1 })': 'matmul: transposeB must be true or false, got 1',
  "einsum(x, 'ij->i')": 'einsum: the subscripts must be text such as "ij,jk->ik", got a Tensor',
  "einsum('ij->i', [x])":
    'einsum: the operands must follow each other, einsum(subscripts, a, b), got an array of them',
  "x.norm('fro')":
    'norm: the order must be 1, 2, "infinity" or "frobenius", got "fro"; did you mean "frobenius"?',
  'x.std(0, { ddof: 1 })': 'std: there is no option "ddof"; there are keepDims, correction',
  'convolution(image, kernel, { strides: 2 })':
    'convolution: there is no option "strides"; did you mean "stride"?',
  "convolution(image, kernel, { stride: '2' })":
    'convolution: stride must be a number or one for each of the 1 spatial axes, got "2"',
  'maxPool(image, 2, 2)':
    'maxPool: options must be an object such as { stride, padding, dilation }, got 2',
  // Making tensors
  'tensor([1, 2], [2])': 'tensor: options must be an object such as { shape, dtype }, got [2]',
  "tensor([1, 2], 'int32')":
    'tensor: options must be an object such as { shape, dtype }, got "int32"; write { dtype: "int32" }',
  "tensor([1, 2], { type: 'int32' })": 'tensor: there is no option "type"; did you mean "dtype"?',
  "tensor([1], { dtype: 'int' })":
    'tensor: the dtype must be float32, float64, int32, bool, got "int"; did you mean "int32"?',
  'tensor([1, 2], { shape: 2 })': 'tensor: the shape must be an array such as [2, 3], got 2',
  "tensor('3')": 'tensor: must be made of numbers or booleans, got "3"',
  'tensor(Promise.resolve(1))':
    'tensor: must be made of numbers or booleans, got a promise; await it first',
  'tensor(new Set([1]))': 'tensor: must be made of numbers or booleans, got a Set',
  'new Tensor([1, 2])': 'Tensor: tensor(values) makes one of numbers, got no storage',
  'zeros(2, 3)': 'zeros: the shape must be an array such as [2, 3], got 2',
  'ones([2.5])': 'ones: lengths must be whole numbers from 0, got [2.5]',
  "zeros([2, '3'])": 'zeros: lengths must be whole numbers from 0, got [2, "3"]',
  "ones([2], 'float64')":
    'ones: options must be an object such as { dtype }, got "float64"; write { dtype: "float64" }',
  "oneHot([1], 3, 'float64')":
    'oneHot: options must be an object such as { dtype }, got "float64"; write { dtype: "float64" }',
  "ones([2], { dtype: 'float16' })":
    'ones: the dtype must be float32, float64, int32, bool, got "float16"; did you mean "float32"?',
  'full([2])': 'full: the value must be a number, got undefined',
  'zerosLike([1])': 'zerosLike: must be a tensor, got [1]',
  "zerosLike(x, { dtype: 'int32' })":
    'zerosLike: takes a tensor alone, whose dtype it keeps, got an object with dtype; write zeros(x.shape, { dtype })',
  'onesLike(x, { dtype: 1 })':
    'onesLike: takes a tensor alone, whose dtype it keeps, got an object with dtype; write ones(x.shape, { dtype })',
  "x.cast({ dtype: 'int32' })":
    'cast: the dtype must be given as it is, cast(x, "float64"), got an object with dtype',
  "tensor(x, { dtype: 'int32' })":
    'tensor: must be made of numbers or booleans, got a Tensor; stack(tensors) joins them, and cast(x, dtype) makes another dtype of one',
  "range('3')": 'range: lengths must be whole numbers from 0, got ["3"]',
  'range(2, 5)': 'range: takes one number and options, range(3) is 0, 1, 2; got 2 and 5',
  "tril(x, 'a')": 'tril: offset must be a whole number, got "a"',
  'eye([2, 2])': 'eye: lengths must be whole numbers from 0, got [[2, 2], [2, 2]]',
  "linspace('0', 1, 3)": 'linspace: the bounds must be finite, got "0" and 1',
  "x.cast('float')":
    'cast: the dtype must be float32, float64, int32, bool, got "float"; did you mean "float32"?',
  // Variables, random numbers
  "new Variable(1, 'w')":
    'Variable: options must be an object such as { dtype, name, role, unitsAxis, trainable }, got "w"',
  "new Variable(1, { trainable: 'no' })": 'Variable: trainable must be true or false, got "no"',
  "new Variable(1, { type: 'float64' })":
    'Variable: there is no option "type"; did you mean "dtype"?',
  "new Variable(x, { dtype: 'float64' })":
    'Variable: the dtype must be that of its tensor, float32, got float64; cast(x, "float64") converts',
  "(() => { 'use strict'; v.value = x })()":
    'Variable: the value of "w" is changed by assign(x), not by v.value = x',
  'new Variable()': 'Variable: must be made of numbers or booleans, got undefined',
  "v.assign('1')": 'assign: must be made of numbers or booleans, got "1"',
  "new Rng('seed')": 'Rng: a seed must be a whole number from 0 to 2^53 − 1, got "seed"',
  'rng.split({})': 'split: a number must be a whole number from 0 to 2^53 − 1, got an object',
  'rng.normal(2, 3)':
    'normal: options must be an object such as { dtype, mean, standardDeviation }, got 3',
  'rng.normal([2], { std: 2 })':
    'normal: there is no option "std"; did you mean "standardDeviation"?',
  'rng.uniform([2], { min: 0 })': 'uniform: there is no option "min"; there are dtype, low, high',
  'rng.uniform([2], { low: NaN })':
    'uniform: low must be a number, or a tensor or an array of numbers, got NaN',
  "rng.normal([2], { dtype: 'int32' })":
    'normal: dtype must be "float32" or "float64", got "int32"',
  'rng.permutation([1, 2])': 'permutation: lengths must be whole numbers from 0, got [[1, 2]]',
  // Derivatives and programs
  'new GradientTape(true)':
    'GradientTape: options must be an object such as { persistent, watchAccessedVariables }, got true',
  'new GradientTape({ persist: true })':
    'GradientTape: there is no option "persist"; did you mean "persistent"?',
  'tape.record(x)': 'record: must be given a function, got a Tensor',
  'tape.record(Variable)':
    'record: must be given a function, got the class Variable, not an instance of it',
  'tape.gradient(x, x, { unconnected: "zero" })':
    'gradient: there is no option "unconnected"; did you mean "unconnectedGradients"?',
  'tape.gradient(x, x, { unconnectedGradients: "zeros" })':
    'gradient: unconnectedGradients must be "error" or "zero" or "none", got "zeros"; did you mean "zero"?',
  'grad(x)(x)': 'grad: must be given a function, got a Tensor',
  'grad(f)(range(3))':
    'grad: only float32 and float64 have derivatives, got int32; cast(x, "float32") first',
  'hessian(f)(range(3))': 'hessian: only float32 and float64 have derivatives, got int32',
  'jvp(f, range(3), range(3))': 'jvp: only float32 and float64 have derivatives, got int32',
  'batchJacobian(f)(range(3))':
    'batchJacobian: only float32 and float64 have derivatives, got int32',
  'vjp(x, f)': 'vjp: must be given a function, got a Tensor',
  "jacobian(f, { mode: 'fwd' })(x)":
    'jacobian: mode must be "reverse" or "forward" or "auto", got "fwd"; did you mean "forward"?',
  'vmap(f, { axis: 0 })(x)': 'vmap: there is no option "axis"; there are inAxes, outAxes',
  'vmap(x)': 'vmap: must be given a function, got a Tensor',
  'scan((c) => ({ carry: c }), x, undefined, 3)':
    'scan: options must be an object such as { length, reverse }, got 3',
  'scan((sum, row) => [sum, row], tensor(0), x)':
    'scan: the step must return { carry, output }, or { carry }, got an array of 2',
  "setThreads('2')": 'setThreads: threads must be a whole number from 1 to 64, got "2"',
  'compile(x)': 'compile: must be given a function, got a Tensor',
  'checkpoint(x)(x)': 'checkpoint: must be given a function, got a Tensor',
  'customGradient((a) => a)(x)':
    'customGradient: the function must return { value, vjp }, a tensor and a function, got a Tensor',
  'checkGradients(f, x)': 'checkGradients: the inputs must be an array such as [x], got a Tensor',
  'detectAnomalies(x)': 'detectAnomalies: must be given a function, got a Tensor',
  // Copies
  'x.length':
    'Tensor: has no length; it has a size and a shape, x.data and x.toArray() are its numbers, and x.unstack() its rows as tensors',
  'Array.from(x)': 'Tensor: has no length',
  'new Float32Array(x)': 'Tensor: has no length',
  'Float64Array.from(v)': 'Variable: has no length',
  'structuredClone(x)':
    'structuredClone, postMessage: cannot copy a Tensor; send { data: x.data, shape: x.shape }, of which tensor(data, { shape }) makes it again',
  'structuredClone({ weights: [v] })': 'structuredClone, postMessage: cannot copy a Variable',
  'structuredClone(rng)': 'structuredClone, postMessage: cannot copy an Rng',
}

describe('a wrong call says what is wrong, in the words of the one who calls', () => {
  it.each(Object.entries(table))('%s', (line, message) => {
    expect(() => run(line)).toThrow(message)
  })
})

it.each([
  ...['sum', 'mean', 'prod', 'max', 'min', 'logSumExp', 'variance', 'std'].map(
    (name) => `x.${name}(0, { bogus: 1 })`,
  ),
  'x.greater(0).any(0, { bogus: 1 })',
  'x.greater(0).all(0, { bogus: 1 })',
  'x.norm(2, 0, { bogus: 1 })',
  ...['cumsum', 'cumprod', 'sort', 'argsort'].map((name) => `x.${name}(0, { bogus: 1 })`),
  ...['leakyRelu', 'elu', 'celu', 'gelu', 'diagonal', 'diagonalMatrix'].map(
    (name) => `${name}(x, { bogus: 1 })`,
  ),
  'x.matmul(x, { bogus: 1 })',
  'triangularSolve(x, x, { bogus: 1 })',
  'pad(x, [[0, 0], [0, 0]], { bogus: 1 })',
  'convolution(image, kernel, { bogus: 1 })',
  'convolutionTransposed(image, kernel, { bogus: 1 })',
  'maxPool(image, 2, { bogus: 1 })',
  'averagePool(image, 2, { bogus: 1 })',
  'globalMaxPool(image, { bogus: 1 })',
  'globalAveragePool(image, { bogus: 1 })',
  'resize(image, [8], { bogus: 1 })',
  'windows(image, [{ size: 2, bogus: 1 }])',
  'x.slice([{ start: 0, bogus: 1 }])',
  'tensor([1], { bogus: 1 })',
  'new Variable(1, { bogus: 1 })',
  ...['normal', 'uniform', 'truncatedNormal', 'exponential', 'rademacher'].map(
    (name) => `rng.${name}([2], { bogus: 1 })`,
  ),
  'new GradientTape({ bogus: 1 })',
  'tape.gradient(x, x, { bogus: 1 })',
  'tape.jacobian(x, x, { bogus: 1 })',
  'tape.batchJacobian(x, x, { bogus: 1 })',
  'jacobian(f, { bogus: 1 })(x)',
  'vmap(f, { bogus: 1 })',
  'scan((c) => ({ carry: c }), x, x, { bogus: 1 })',
  'checkGradients(f, [x], { bogus: 1 })',
])('%s: there is no such option', (line) => {
  expect(() => run(line)).toThrow(
    /^\w+: there is no option "bogus"; (there are|the only one is) \w/,
  )
})

it('names a tensor as the package does, whatever a bundler calls its class', () => {
  const short = {
    get: (target: object, key: PropertyKey) =>
      key === 'constructor' ? class q {} : Reflect.get(target, key),
  }
  const renamed: unknown = new Proxy(tensor(1), short)
  expect(core.describeValue(renamed)).toBe('a Tensor')
  expect(core.describeValue(new Proxy(new Rng(0), short))).toBe('an Rng')
})
