import { matmul, Rng, type Tensor, type TensorLike, Variable, where, zeros } from '../index.ts'

type Activation = (x: Tensor) => Tensor

/** A dense layer as the guides have it: kernel, bias, activation. */
export interface Dense {
  (x: TensorLike): Tensor
  readonly kernel: Variable
  readonly bias: Variable
}

/** A layer with drawn weights; `name` is that of its random source. */
export function dense(name: string, ins: number, outs: number, activation: Activation): Dense {
  const kernel = new Variable(new Rng(1).split(name).normal([ins, outs]), {
    name: `${name}.kernel`,
  })
  const bias = new Variable(zeros([outs]), { name: `${name}.bias` })
  const call = (x: TensorLike): Tensor => activation(matmul(x, kernel).add(bias))
  return Object.assign(call, { kernel, bias })
}

/** Exponential linear unit: x above 0, eˣ − 1 below. */
export const elu: Activation = (x) => where(x.greater(0), x, x.minimum(0).expm1())
