/** Seconds of one run: the best tells what the code can do, the median what this machine let it do. */
export interface Timing {
  readonly best: number
  readonly median: number
}

/** Times `run` at least `times` times and for at least `seconds`, after a warm-up that compiles it. */
export function timing(run: () => void, times: number, seconds: number): Timing {
  const clock = (): number => {
    const start = performance.now()
    run()
    return (performance.now() - start) / 1000
  }
  for (let warm = 0; warm < seconds / 4; ) warm += clock()
  const runs: number[] = []
  for (let spent = 0; runs.length < times || spent < seconds; ) {
    const elapsed = clock()
    runs.push(elapsed)
    spent += elapsed
  }
  runs.sort((x, y) => x - y)
  return { best: runs[0] ?? Number.NaN, median: runs[runs.length >> 1] ?? Number.NaN }
}
