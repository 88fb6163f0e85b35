import { compile, GradientTape, type Tensor } from '@sobolev/core'
import { adam, lbfgs, type Module, minimize, Optimizer } from '@sobolev/nn'

/** Adam, which comes near from anywhere, then L-BFGS, which goes on from there: the habit of equation solvers. */
export function approachSolution(
  loss: () => Tensor,
  model: Module,
  of: { readonly steps: number; readonly learningRate: number; readonly lastSteps: number },
): void {
  const variables = model.trainableVariables()
  const optimizer = new Optimizer(adam({ learningRate: of.learningRate }), variables)
  const step = compile(() => {
    const tape = new GradientTape()
    const value = tape.record(loss)
    optimizer.apply(tape.gradient(value, variables))
    return value
  })
  for (let number = 0; number < of.steps; number++) step()
  minimize(loss, model, { optimizer: lbfgs({ history: 50 }), steps: of.lastSteps })
}
