import type { Variable } from '@sobolev/core'

/**
 * Some of a model's variables: a role such as `kernel`, a dotted path such as `layers.0.kernel` (`*` stands for
 * any one part, `layers.*.bias`), `all`, a list of these, or a function of the path.
 */
export type ParameterSelection =
  | string
  | readonly string[]
  | ((path: string, variable: Variable) => boolean)
