import { format } from 'node:util'
import { vi } from 'vitest'

/** What the comments behind `console.log(…)` in TypeScript source say that it prints, in order. */
export const expectedOf = (source: string): string[] =>
  source.split('\n').flatMap((line) => /^\s*console\.log\(.*\) \/\/ (.+)$/.exec(line)?.[1] ?? [])

/** What is printed while `run` runs, one string for each call of console.log. */
export async function printedBy(run: () => Promise<unknown>): Promise<string[]> {
  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed.push(format(...values))
  })
  try {
    await run()
  } finally {
    log.mockRestore()
  }
  return printed
}

/** The expectations that are not met by what was printed, each after the one before; a first word may stand for the rest. */
export function unmet(expected: readonly string[], printed: readonly string[]): string[] {
  let from = 0
  return expected.filter((words) => {
    const found = printed.findIndex(
      (line, index) => index >= from && (line === words || line.startsWith(`${words} `)),
    )
    from = found < 0 ? from : found + 1
    return found < 0
  })
}
