import { readFileSync } from 'node:fs'

/** What a step with a method took on a workload, as multiples of one without it, or why it was not measured there. */
export type MeasuredCost = { readonly workload: string } & (
  | { readonly time: number; readonly memory: number }
  | { readonly reason: string }
)

/** What `npm run bench:costs` measured. */
export interface MeasuredCosts {
  /** The machine and its version of Node; null before anything was measured. */
  readonly host: string | null
  /** By the kind and the name of a method, `penalty inputGradient`, with what else was asked of it behind a comma. */
  readonly methods: Readonly<Record<string, readonly MeasuredCost[]>>
}

/** The file that holds them. */
export const costsFile: URL = new URL('../../costs.json', import.meta.url)

/** Reads them. */
export const readMeasuredCosts = (): MeasuredCosts => JSON.parse(readFileSync(costsFile, 'utf8'))

/** What the networks are that steps are measured on. */
export const costWorkloads: Readonly<Record<string, string>> = {
  W1: 'classifier 64-256-256-10, tanh, batch 128',
  W2: 'regression 13-64-64-1, tanh, batch 32',
  W3: 'images 1×28×28, convolutions of 16 and 32, tanh, batch 64',
}

/** What was measured of a method, a sentence for each workload: `On W1 (…): 2.1 × the time of a step, 1.9 × its memory.` */
export function costSentences(
  { methods }: MeasuredCosts,
  { kind, name }: { readonly kind: string; readonly name: string },
): string[] {
  const key = `${kind} ${name}`
  return Object.entries(methods).flatMap(([row, costs]) => {
    if (row !== key && !row.startsWith(`${key}, `)) return []
    const details = row.slice(key.length + 2)
    return costs.map((cost) => {
      const place = `On ${cost.workload} (${costWorkloads[cost.workload]})${details && `, ${details}`}`
      return 'reason' in cost
        ? `${place}: not measured; ${cost.reason}.`
        : `${place}: ${multiple(cost.time)} × the time of a step without it, ${multiple(cost.memory)} × its memory.`
    })
  })
}

/** A multiple with as many digits as it is worth: `1.07`, `2.3`, `14`. */
export const multiple = (value: number): string =>
  value < 1.995 ? value.toFixed(2) : value < 9.95 ? value.toFixed(1) : value.toFixed(0)
