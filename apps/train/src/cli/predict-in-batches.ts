import type { CsvSource } from '../data/csv-source.ts'
import { featureNames } from '../data/preprocessing.ts'
import { streamExamples } from '../data/stream-examples.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { examplesAtOnce } from '../train/batch.ts'
import { checkIndices } from '../train/check-indices.ts'
import { predictRows } from '../train/predict-rows.ts'
import type { Restored } from '../train/restore.ts'
import { noticeLines } from './notice-lines.ts'
import { fillFile } from './output-file.ts'
import type { Predicted, Prediction } from './predicted.ts'
import { JsonWriter, type PredictionWriter, TextWriter } from './prediction-writers.ts'
import { startProgress } from './progress.ts'
import { unchanged } from './visible.ts'
import { writeWhenReady } from './write-when-ready.ts'

/**
 * Predicts the rows of a CSV file as they are read, and writes them: in memory there is never more than a batch. A file
 * of predictions appears once it is whole.
 *
 * @throws InputError with file and row, after the rows before it were written to stdout
 */
export async function predictInBatches(
  restored: Restored,
  source: CsvSource,
  prediction: Prediction,
): Promise<Predicted> {
  const { checkpoint, data, output, text, io, json, quiet } = prediction
  // Unchanged for programs that read it; on a terminal what that obeys is escaped.
  const stdout = io.stdout.isTTY === true ? io.stdout : unchanged(io.stdout)
  const toStdout = (piece: string): Promise<void> => writeWhenReady(stdout, piece, io.signal)
  const isShown = output === undefined && io.stdout.isTTY === true
  const progress = startProgress(io, 'predicting', quiet === true || isShown)
  const read = (writer: PredictionWriter): Promise<Predicted> =>
    readBatches(restored, source, writer, progress.update, io.signal)
  const reading =
    output === undefined
      ? read(
          json === true
            ? new JsonWriter({ checkpoint, data }, toStdout)
            : new TextWriter(text, toStdout),
        )
      : inFile(output, (write) => read(new TextWriter(text, write)))
  const predicted = await reading.finally(progress.stop)
  if (quiet !== true) io.stderr.write(noticeLines(predicted.notices, io.stderr))
  return predicted
}

async function inFile(
  path: string,
  fill: (write: (text: string) => unknown) => Promise<Predicted>,
): Promise<Predicted> {
  let predicted: Predicted | undefined
  await fillFile(path, async (write) => {
    predicted = await fill(write)
  })
  if (predicted === undefined) throw new TypeError('fillFile: must fill the file')
  return predicted
}

async function readBatches(
  restored: Restored,
  source: CsvSource,
  writer: PredictionWriter,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Predicted> {
  const features = featureNames(restored.preprocessing)
  const read = await streamExamples(source, restored.preprocessing, {
    targets: 'ignore',
    atOnce: examplesAtOnce(null),
    withCells: true,
    start: (columns, delimiter) => writer.start(columns, delimiter),
    async take(batch) {
      if (signal.aborted) throw new InterruptedError(signal.reason)
      checkIndices(restored.config, features, batch)
      await writer.rows(batch, predictRows(restored, batch))
    },
    onProgress,
  })
  const { rows, notices } = read
  const predicted = { rows, leftOut: read.source.rows - rows, word: 'row', notices } as const
  await writer.end(predicted)
  return predicted
}
