import { expect, test } from 'vitest'
import { PredictionSink } from './prediction-sink.ts'
import { PredictionText } from './prediction-text.ts'

const predictions = {
  columns: ['prediction', 'probability_a,b'],
  cells: (position: number) => [`class ${position}`, '0.5'],
  record: () => ({}),
}

test('rows keep their order and text; what needs quotes gets them; left-out rows get empty cells', async () => {
  let text = ''
  const write = (line: string): void => {
    text += line
  }
  const sink = new PredictionSink(
    predictions,
    Int32Array.of(0, 2),
    write,
    new PredictionText('escape'),
  )
  sink.start(['x', 'prediction'], ',')
  await sink.rows([['1,5', ' a']])
  await sink.rows([
    ['"', 'b\nc'],
    ['3', ''],
  ])
  expect(text).toBe(
    [
      'x,prediction,prediction_2,"probability_a,b"',
      '"1,5"," a",class 0,0.5',
      '"""","b\nc",,',
      '3,,class 1,0.5',
      '',
    ].join('\n'),
  )
})

test("the file's own delimiter is kept", async () => {
  const lines: string[] = []
  const text = new PredictionText('escape')
  const sink = new PredictionSink(predictions, Int32Array.of(0), (line) => lines.push(line), text)
  sink.start(['x'], ';')
  await sink.rows([['1,5']])
  expect(lines).toEqual(['x;prediction;probability_a,b\n', '1,5;class 0;0.5\n'])
})
