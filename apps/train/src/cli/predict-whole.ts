import { type LoadedRows, loadRows } from '../data/load-rows.ts'
import { renamed } from '../data/notice.ts'
import { featureNames } from '../data/preprocessing.ts'
import { copyCells } from '../data/read-table.ts'
import { pick } from '../data/rows.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { checkIndices } from '../train/check-indices.ts'
import { checkSteps } from '../train/check-steps.ts'
import { type Predictions, predictRows } from '../train/predict-rows.ts'
import type { Restored } from '../train/restore.ts'
import type { InputFile } from './input-file.ts'
import { noticeLines } from './notice-lines.ts'
import { fillFile } from './output-file.ts'
import type { Predicted, Prediction } from './predicted.ts'
import { PredictionSink } from './prediction-sink.ts'
import { startProgress } from './progress.ts'
import { SequenceSink } from './sequence-sink.ts'
import { unchanged, visibleLine } from './visible.ts'
import { writeWhenReady } from './write-when-ready.ts'

/** Predicts what is read as a whole, images and sequences, and writes the predictions. */
export async function predictWhole(
  restored: Restored,
  { path, rename: named }: Extract<InputFile, { kind: 'whole' }>,
  { checkpoint, data, output, text, io, json, quiet }: Prediction,
): Promise<Predicted> {
  const { preprocessing } = restored
  const progress = startProgress(io, 'reading', quiet === true)
  const loading = loadRows(path, preprocessing, {
    targets: 'ignore',
    onProgress: progress.update,
  })
  const loaded = await unlessAborted(io.signal, loading).finally(progress.stop)
  const notices = loaded.notices.map((notice) => renamed(notice, named))
  if (quiet !== true) io.stderr.write(noticeLines(notices, io.stderr))
  checkIndices(restored.config, featureNames(preprocessing), loaded)
  checkSteps(restored.learner, loaded, visibleLine(named(path)))
  const { predictions, positions } = inOrderOfFile(predictRows(restored, loaded), loaded)
  const copy = (write: (text: string) => unknown): Promise<unknown> => {
    const sink = new PredictionSink(predictions, positions, write, text)
    const { sequence } = preprocessing
    return copyCells(
      path,
      preprocessing,
      sequence === undefined || sequence.target === 'step'
        ? sink
        : new SequenceSink(sequence.id, sink),
    )
  }
  const { stepRows } = loaded
  const rows = stepRows === undefined ? loaded.rows : positions.length
  const leftOut = loaded.total - rows
  const word = loaded.ids === null ? 'row' : stepRows ? 'step' : 'sequence'
  const predicted = { rows, leftOut, word, notices } as const
  if (output !== undefined) await fillFile(output, copy)
  else if (json === true) {
    const result = { checkpoint, data, rows, leftOut, notices }
    const all = { ...result, predictions: records(predictions, loaded) }
    io.stdout.write(`${JSON.stringify(all, null, 2)}\n`)
  } else {
    // A program that reads the output gets the cells unchanged; only on a terminal are they escaped.
    const stdout = io.stdout.isTTY === true ? io.stdout : unchanged(io.stdout)
    await copy((lines) => writeWhenReady(stdout, lines, io.signal))
  }
  return predicted
}

/** Predictions of steps in the order of their rows in the file; others are in that order. */
function inOrderOfFile(
  predictions: Predictions,
  { positions, stepRows }: LoadedRows,
): { readonly predictions: Predictions; readonly positions: Int32Array } {
  if (stepRows === undefined) return { predictions, positions }
  const of = stepRows.positions
  const order = Int32Array.from(of.keys()).sort((one, other) => (of[one] ?? 0) - (of[other] ?? 0))
  return {
    positions: pick(of, order),
    predictions: {
      columns: predictions.columns,
      cells: (position) => predictions.cells(order[position] ?? 0),
      record: (position) => predictions.record(order[position] ?? 0),
    },
  }
}

function records(predictions: Predictions, loaded: LoadedRows): unknown[] {
  const { rowNumbers, ids, stepRows } = loaded
  if (stepRows !== undefined)
    return Array.from(stepRows.rowNumbers.toSorted(), (row, position) => ({
      row,
      ...predictions.record(position),
    }))
  return Array.from(rowNumbers, (row, position) => ({
    ...(ids === null ? { row } : { id: ids[position] }),
    ...predictions.record(position),
  }))
}
