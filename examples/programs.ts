/** One of the examples that take a while, as a test runs it for a moment and `npm run bench:programs` in full. */
export interface Program {
  readonly name: string
  /** What STEPS is for a short form, and what that prints. */
  readonly short: { readonly steps: string; readonly prints: readonly string[] }
  /** What its long form should reach, in words. */
  readonly aim: string
  /** Whether lines that it printed do reach that. */
  readonly reached: (printed: readonly string[]) => boolean
}

/** The numbers of the last line. */
const lastNumbers = (printed: readonly string[]): number[] =>
  (printed.at(-1) ?? '').split(' ').map(Number)

/** By file. */
export const programs: Readonly<Record<string, Program>> = {
  'burgers-equation.ts': {
    name: 'Burgers’ equation',
    short: { steps: '3', prints: ['0.6566'] },
    aim: 'relative L2 error ≤ 5e-3',
    reached: (printed) => (lastNumbers(printed)[0] ?? 1) <= 5e-3,
  },
  'wgan-gp.ts': {
    name: 'WGAN-GP',
    short: { steps: '3', prints: ['0 0.00'] },
    aim: 'eight modes',
    reached: (printed) => lastNumbers(printed)[0] === 8,
  },
  'hamiltonian-pendulum.ts': {
    name: 'Hamiltonian network',
    short: { steps: '5', prints: ['125.603', '31.780'] },
    aim: 'the energy kept within 0.05',
    reached: (printed) => (lastNumbers(printed)[0] ?? 1) <= 0.05,
  },
  'maml.ts': {
    name: 'MAML',
    short: { steps: '5', prints: ['3.82', '3.95 3.80 3.77'] },
    aim: 'error after five steps ≤ 1.0',
    reached: (printed) => (lastNumbers(printed)[2] ?? 9) <= 1,
  },
  'gru.ts': {
    name: 'GRU',
    short: { steps: '1', prints: ['0.882'] },
    aim: 'accuracy ≥ 0.98',
    reached: (printed) => (lastNumbers(printed).at(-1) ?? 0) >= 0.98,
  },
  'digits.ts': {
    name: 'CNN on digits',
    short: { steps: '1', prints: ['2.065 0.7326'] },
    aim: 'accuracy ≥ 0.985',
    reached: (printed) => (lastNumbers(printed)[1] ?? 0) >= 0.985,
  },
}

/** Lines of a source beside imports, comments and blank ones. */
export function ownLines(source: string): number {
  const code = source
    .replaceAll(/^import[\s\S]*?from '.*'$/gm, '')
    .replaceAll(/^\s*(\/\/|\/\*\*|\*).*$/gm, '')
  return code.split('\n').filter((line) => line.trim() !== '').length
}
