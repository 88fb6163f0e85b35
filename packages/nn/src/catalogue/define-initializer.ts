import { checkOptions, type Rng, type Shape, type Tensor } from '@sobolev/core'
import type { FloatDType } from '../float-dtype.ts'
import type { Fans } from '../initializers/fans.ts'
import {
  type Initializer,
  type InitializerOptions,
  initializerKinds,
} from '../initializers/initializer.ts'
import { type Definition, type Method, method } from './definition.ts'
import type { InitializerExample } from './example.ts'
import type { FilledOptions, GivenOptions, OptionTable } from './option.ts'
import { type CheckedParts, chosenOptions } from './parts.ts'

/** What an initialiser takes beside the shape; without options of its own no plain text, as `{}` would. */
type DrawingOptions<T extends OptionTable> = keyof T extends never
  ? InitializerOptions
  : InitializerOptions & GivenOptions<T>

/** Defines an initialiser: the first values of a kernel, and options. */
export function defineInitializer<const T extends OptionTable>(
  parts: CheckedParts<T, InitializerExample> & {
    readonly draw: (
      to: {
        readonly rng: Rng
        readonly shape: Shape
        readonly dtype: FloatDType
        readonly fans: Fans | undefined
      },
      options: FilledOptions<T>,
    ) => Tensor
  },
): Method<
  (rng: Rng, shape: Shape, options?: DrawingOptions<T>) => Tensor,
  Definition<'initializer', Initializer, InitializerExample>
> {
  const { draw, ...card } = parts
  const make = (given?: unknown): Initializer => {
    const options = chosenOptions(parts, given)
    return (rng, shape, drawing = {}) => {
      const { dtype = 'float32', fans } = checkOptions(parts.name, drawing, initializerKinds)
      return draw({ rng, shape, dtype, fans }, options)
    }
  }
  const kinds = Object.fromEntries(Object.keys(parts.options).map((name) => [name, 'any'] as const))
  const call = (rng: Rng, shape: Shape, given: InitializerOptions = {}): Tensor => {
    const known = checkOptions(parts.name, given, { ...kinds, ...initializerKinds })
    const { dtype = 'float32', fans, ...options } = known
    return draw({ rng, shape, dtype, fans }, chosenOptions(parts, options))
  }
  return method(call, { ...card, kind: 'initializer', make })
}
