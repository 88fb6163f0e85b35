import { compile } from '@sobolev/core'
import { startingPoint } from './starting-point.ts'
import { training } from './training.ts'
import { type Workload, workloadNamed } from './workload.ts'

/** The figures at the end of `explain()`; bytes. */
interface ProgramFigures {
  readonly instructions: number
  /** Elements made or taken in; multiply–adds count two. */
  readonly operations: number
  readonly workspace: number
  /** What all results would take side by side, before any are fused. */
  readonly sideBySide: number
  /** What is alive at once, at its most. */
  readonly lowerBound: number
}

/** A workload's step with the penalty as a compiled function, not yet called. */
export interface CompiledStep {
  run(): void
  plan(): ProgramFigures
  /** The time of every instruction by itself, one a line. */
  profile(): string
}

/** Of a workload, or of the one of that name. */
export function compiledStep(workload: Workload | string): CompiledStep {
  const resolved = typeof workload === 'string' ? workloadNamed(workload) : workload
  const { parameters, inputs, targets } = startingPoint(resolved)
  const step = compile(training(resolved, parameters, true).step)
  return {
    run: () => void step(inputs, targets),
    plan: () => figuresOf(step.explain(inputs, targets)),
    profile: () => step.profile(inputs, targets),
  }
}

const pattern =
  /^(\d+) instructions, (\d+) operations\nworkspace (\d+) bytes: side by side (\d+), alive at once (\d+)$/m

function figuresOf(explained: string): ProgramFigures {
  const match = pattern.exec(explained)
  if (!match) throw new RangeError('compiledStep: explain() must end with its figures')
  const [instructions = 0, operations = 0, workspace = 0, sideBySide = 0, lowerBound = 0] = match
    .slice(1)
    .map(Number)
  return { instructions, operations, workspace, sideBySide, lowerBound }
}
