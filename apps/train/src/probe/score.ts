import type { TargetColumn } from '../data/preprocessing.ts'
import { targetsInUnits } from '../data/target-units.ts'
import { type Guesses, guessedClasses } from './model-on-rows.ts'

/** How good guesses are, in one number that is larger for better ones. */
export interface Score {
  readonly name: string
  readonly of: (guesses: Guesses) => number
}

/** Accuracy for classes, R² for numbers. */
export function scoreOf(target: TargetColumn, targets: Int32Array | Float32Array): Score {
  if (target.kind === 'classes')
    return {
      name: 'accuracy',
      of({ scores }) {
        if (scores === null) return Number.NaN
        const guessed = guessedClasses(scores, target.classes.length)
        return guessed.filter((of, row) => of === targets[row]).length / targets.length
      },
    }
  const wanted = targetsInUnits(target, targets)
  const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length
  const spread = wanted.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return {
    name: 'R²',
    of({ values }) {
      if (values === null) return Number.NaN
      const squares = wanted.map(
        (value, row) => (value - (values[row] ?? 0)) * (value - (values[row] ?? 0)),
      )
      return 1 - squares.reduce((sum, square) => sum + square, 0) / spread
    },
  }
}
