import type { LossOutputs } from '../src/catalogue/facts.ts'

const ofNumbers: readonly LossOutputs[] = ['values', 'distributionLogits', 'vectors']

/** Whether the targets of a loss are class numbers, by what its outputs are. */
export const hasClassTargets = (outputs: LossOutputs): boolean => !ofNumbers.includes(outputs)
