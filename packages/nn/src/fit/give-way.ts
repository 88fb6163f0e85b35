// Every platform has these; the language's own type library does not declare them.
declare const performance: { now(): number }
declare const setTimeout: (callback: () => void, milliseconds: number) => unknown

/** Milliseconds of work after which a page, timers and signals get their turn. */
const stretch = 30

let since = 0

/** Lets all else run that waits, if the last time lies 30 ms back; else costs a look at the clock. */
export async function giveWay(): Promise<void> {
  if (performance.now() - since < stretch) return
  await new Promise<void>((resolve) => setTimeout(resolve, 0))
  since = performance.now()
}
