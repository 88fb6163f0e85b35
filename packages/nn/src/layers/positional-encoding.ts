import { cos, exp, type Shape, ShapeError, sin, type Tensor, tensor, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { type FloatDType, floatDType } from '../float-dtype.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'

const table = {
  scale: option.number({ above: 0, default: 1, words: 'what the encoding is multiplied with' }),
}

/** ln 10000, of the wavelengths from 2π to 10000 · 2π. */
const LOG_LONGEST = 9.210340371976184

function checkSequence(inputs: Shape): void {
  if (inputs.length < 2)
    throw new ShapeError(
      `PositionalEncoding: inputs must be [n, ..., steps, features], got [${['n', ...inputs].join(', ')}]`,
    )
}

/** Waves over the steps, [steps, features]: sines and cosines in turn, computed in float64. */
function waves(steps: number, features: number, dtype: FloatDType): Tensor {
  const counted = (length: number): number[] => Array.from({ length }, (_, index) => index)
  const positions = tensor(counted(steps), { shape: [steps, 1], dtype: 'float64' })
  const pairs = counted(features).map((feature) => Math.floor(feature / 2))
  const exponents = tensor(pairs, { shape: [features], dtype: 'float64' })
  const angles = positions.mul(exp(exponents.mul((-2 * LOG_LONGEST) / features)))
  const isSine = counted(features).map((feature) => feature % 2 === 0)
  return where(tensor(isSine, { shape: [features], dtype: 'bool' }), sin(angles), cos(angles)).cast(
    dtype,
  )
}

/** Adds waves over the steps, which tell them apart: [n, ..., steps, features] → the same shape. */
export class PositionalEncoding extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'positionalEncoding',
    summary: 'Adds sines and cosines over the steps of a sequence, which tell them apart.',
    formula:
      'x + scale · PE, PE[t, 2i] = sin(t / 10000^(2i / features)), PE[t, 2i + 1] = cos(t / 10000^(2i / features)), t and i from 0',
    paper: {
      authors: 'Vaswani et al.',
      year: 2017,
      title: 'Attention is all you need',
      place: 'section 3.5',
    },
    cost: 'an addition; no parameters',
    when: 'Before the first multiHeadAttention, which does not know the order of the steps.',
    notes:
      'The waves are as large as 1: inputs that are much smaller want a smaller scale, or a dense layer before it.',
    aliases: ['positionEmbedding', 'sinePositionEncoding', 'sinusoidalEncoding'],
    options: table,
    short: 'scale',
    example: {
      inputs: [
        [
          [0, 0],
          [0, 0],
        ],
      ],
      value: [
        [
          [0, 1],
          [0.8414709848078965, 0.5403023058681398],
        ],
      ],
    },
    plan: ({ scale }) => ({
      outputShape(inputs) {
        checkSequence(inputs)
        return inputs
      },
      parameters: () => 0,
      build: () => new PositionalEncoding({ scale }),
    }),
  })

  /** What the codes are multiplied with. */
  readonly scale: number

  constructor(options: { readonly scale?: number } = {}) {
    super()
    this.scale = readOptions('PositionalEncoding', table, options).scale
  }

  override get givesNegatives(): boolean {
    return true
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError unless `x` is [n, ..., steps, features]. */
  override call(x: Tensor): Tensor {
    checkTensors('PositionalEncoding', { x })
    checkSequence(x.shape.slice(1))
    const [steps = 0, features = 0] = x.shape.slice(-2)
    const dtype = floatDType('PositionalEncoding: x', x)
    return x.add(waves(steps, features, dtype).mul(this.scale))
  }
}
