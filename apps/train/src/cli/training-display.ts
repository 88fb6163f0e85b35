import type { BestSoFar } from '../train/best-epoch.ts'
import type { EpochRecord } from '../train/records.ts'
import type { RunListener } from '../train/train-member.ts'
import { EpochTable } from './epoch-table.ts'
import { formatClock, formatNumber } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { MembersLines } from './members-lines.ts'
import { noticeLines } from './notice-lines.ts'
import { startProgress } from './progress.ts'

/** Lines that training leaves on a terminal at most, those of the first and the last epoch aside. */
const MAX_LINES = 50

/** Shows the progress of training until it is stopped. */
export interface TrainingDisplay extends Required<Omit<RunListener, 'signal'>> {
  stop(): void
}

/**
 * Shows training on stderr: on a terminal a bar with the time that is left, and above it the epochs, of which a
 * long training keeps every second, fifth, tenth and so on; elsewhere a line an epoch. Nothing if `quiet`.
 *
 * @param done how much of all epochs was done before; 0 unless given
 * @param together how many members are trained at once, of which the means are shown; 1 unless given
 */
export function showTraining(
  io: CommandIo,
  epochs: number,
  quiet: boolean,
  { done = 0, together = 1 }: { readonly done?: number; readonly together?: number } = {},
): TrainingDisplay {
  if (quiet) return { onStep() {}, onEpoch() {}, onNotice() {}, stop() {} }
  const { stderr } = io
  const isTerminal = stderr.isTTY === true
  const table = new EpochTable(epochs, isTerminal ? (stderr.columns ?? 80) : undefined)
  const stride = isTerminal ? strideFor(epochs) : 1
  const bar = startProgress(io, '', false)
  const started = performance.now()
  let text = ''
  let last: [EpochRecord, BestSoFar] | undefined
  const printed = new Set<number>()
  const print = (record: EpochRecord, best: BestSoFar): void => {
    printed.add(record.epoch)
    bar.print(table.lines(record, best))
  }
  const show = (record: EpochRecord, best: BestSoFar): void => {
    last = [record, best]
    if (record.epoch === 1 || record.epoch % stride === 0) print(record, best)
  }
  const lines = new MembersLines(show)
  if (together > 1) bar.print(`means over ${together} members, which are trained together\n`)
  return {
    onStep(fraction) {
      const seconds = (performance.now() - started) / 1000
      const left = formatClock((seconds / (fraction - done)) * (1 - fraction))
      bar.update(fraction, `${formatClock(seconds)}, ${left} left${text}`)
    },
    onEpoch(record, best) {
      if (together > 1) {
        lines.add(record, best)
        return
      }
      if (record.epoch === 1 && record.member !== undefined) {
        if (last !== undefined && !printed.has(last[0].epoch)) print(...last)
        printed.clear()
        bar.print(`member ${record.member}\n`)
      }
      text = `; best ${best.monitor} ${formatNumber(best.value)} in epoch ${best.epoch}`
      show(record, best)
    },
    onNotice(notice) {
      bar.print(noticeLines([notice], stderr))
    },
    stop() {
      lines.flush()
      if (last !== undefined && !printed.has(last[0].epoch)) print(...last)
      bar.stop()
    },
  }
}

/** The smallest of 1, 2, 5, 10, 20, … that shows at most MAX_LINES epochs if every such epoch gets a line. */
function strideFor(epochs: number): number {
  for (let power = 1; ; power *= 10)
    for (const stride of [power, 2 * power, 5 * power])
      if (epochs / stride <= MAX_LINES) return stride
}
