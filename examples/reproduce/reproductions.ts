import { blackScholes } from './black-scholes.ts'
import { burgers } from './burgers.ts'
import { decoyDigits } from './decoy-digits.ts'
import { doubleBackpropagation } from './double-backpropagation.ts'
import { gradientAgainstFgsm } from './gradient-against-fgsm.ts'
import { hamiltonianPendulum, hamiltonianSpring } from './hamiltonian-network.ts'
import { invariantRisk } from './invariant-risk.ts'
import { jacobianDigits } from './jacobian-digits.ts'
import type { Reproduction } from './reproduction.ts'
import { ringOfGaussians } from './ring-of-gaussians.ts'

/** Every published result, in the order of the page. */
export const reproductions: readonly Reproduction[] = [
  doubleBackpropagation,
  hamiltonianSpring,
  hamiltonianPendulum,
  invariantRisk,
  blackScholes,
  burgers,
  ringOfGaussians,
  decoyDigits,
  jacobianDigits,
  gradientAgainstFgsm,
]
