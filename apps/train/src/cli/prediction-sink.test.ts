import { expect, test } from 'vitest'
import { PredictionSink } from './prediction-sink.ts'

const predictions = {
  columns: ['prediction', 'probability_a,b'],
  cells: (position: number) => [`class ${position}`, '0.5'],
  record: () => ({}),
}

test('rows keep their order and text; what needs quotes gets them; left-out rows get empty cells', () => {
  let text = ''
  const sink = new PredictionSink(predictions, Int32Array.of(0, 2), (line) => {
    text += line
  })
  sink.start(['x', 'prediction'], ',')
  sink.rows([['1,5', ' a']])
  sink.rows([
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

test("the file's own delimiter is kept", () => {
  const lines: string[] = []
  const sink = new PredictionSink(predictions, Int32Array.of(0), (line) => lines.push(line))
  sink.start(['x'], ';')
  sink.rows([['1,5']])
  expect(lines).toEqual(['x;prediction;probability_a,b\n', '1,5;class 0;0.5\n'])
})
