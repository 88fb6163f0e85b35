/** The models of the examples of penalties, and of metrics that take an evaluation: formulas by name. */
export const exampleModels = {
  linear: 'f(x) = 2 x₁ − x₂',
  quadratic: 'f(x) = x₁² + 3 x₁ x₂',
  twoLogits: 'f(x) = (2 x₁ − x₂, x₁)',
  field: 'f(x) = (x₂, −2 x₁)',
  dropout: 'f(x) = 2 d₁ − d₂, d the inputs behind a dropout of rate ½',
  hidden: 'f(x) = 2 h₁ + h₂, h = (x₁ + x₂, x₁ − x₂) at the path layers.0',
  sequence:
    'f(x) = 2 h₁ + h₂, h = (x₁ + x₂, x₁ − x₂), two steps of one number, at the path layers.0',
} as const

/** The name of a model of an example. */
export type ExampleModel = keyof typeof exampleModels
