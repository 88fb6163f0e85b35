import { tensor } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { imagePixels, imageTensor } from './images.ts'
import { parseCsv } from './parse-csv.ts'

describe('parseCsv', () => {
  const text = '\uFEFFa;b;kind\r\n1;2,5;"x ""y"""\r\n\r\n3;;z\r\n'

  test('reads columns as numbers, texts and classes', () => {
    const table = parseCsv('a,b,kind\n1,2.5,"x, ""y"""\n\n3,-1e3,z\n')
    expect([table.names, table.rows]).toEqual([['a', 'b', 'kind'], 2])
    expect(table.numbers(['b', 'a']).toArray()).toEqual([
      [2.5, 1],
      [-1000, 3],
    ])
    expect(table.numbers('a', { dtype: 'float64' })).toMatchObject({ shape: [2], dtype: 'float64' })
    expect(table.texts('kind')).toEqual(['x, "y"', 'z'])
    const { indices, classes } = table.classes('kind')
    expect([indices.toArray(), classes]).toEqual([
      [0, 1],
      ['x, "y"', 'z'],
    ])
    expect(table.classes('kind', ['z', 'x, "y"']).indices.toArray()).toEqual([1, 0])
  })

  test('finds the delimiter, and fills what is missing if told how', () => {
    const table = parseCsv(text)
    expect(table.names).toEqual(['a', 'b', 'kind'])
    expect(() => table.numbers('b')).toThrow('"b" must be numbers, got "2,5" in line 2')
    expect(() => parseCsv('a\n1\n\n""\n').numbers('a')).toThrow(
      'got an empty field in line 4; { missing: 0 } fills it',
    )
    expect(parseCsv('a,b\n1,2\n,3').numbers('a', { missing: 7 }).toArray()).toEqual([1, 7])
    expect(parseCsv('1,2\n3,4', { header: false }).numbers('column2').toArray()).toEqual([2, 4])
  })

  test('names the line of a fault', () => {
    expect(() => parseCsv('a,b\n"1\n2",3\n4')).toThrow(
      'line 4 must have 2 fields, as the first has, got 1',
    )
    expect(() => parseCsv('a,b\n"1,2')).toThrow(
      'a quote must be closed, got one that opens in the record of line 2',
    )
    expect(() => parseCsv('a\n"1"2')).toThrow('got "2" behind one in line 2')
    expect(() => parseCsv('a,a\n1,2')).toThrow('got "a" twice')
    expect(() => parseCsv('')).toThrow('must have a line')
    expect(() => parseCsv('age\n1').numbers('aeg')).toThrow(
      'there is no column "aeg", but age; did you mean "age"?',
    )
  })
})

describe('images', () => {
  const red = { width: 2, height: 1, data: Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 255, 51) }

  test('of a canvas become channels from 0 to 1', () => {
    const canvas = { width: 2, height: 1, getContext: () => ({ getImageData: () => red }) }
    expect(imageTensor(canvas).shape).toEqual([1, 3, 1, 2])
    expect(imageTensor(red).mul(5).toArray()).toEqual([[[[5, 0]], [[0, 0]], [[0, 1]]]])
    const gray = imageTensor([red, red], { channels: 'gray' })
    expect(gray.shape).toEqual([2, 1, 1, 2])
    expect(gray.slice([0]).data[0]).toBeCloseTo(0.299)
    expect(imageTensor(red, { channels: 'rgba' }).slice([0, 3]).mul(5).toArray()).toEqual([[5, 1]])
    const one = { width: 1, height: 2, data: [0, 255] }
    expect(imageTensor(one, { channels: 'gray' }).toArray()).toEqual([[[[0], [1]]]])
    expect(() => imageTensor([red, one])).toThrow('must have one size, got 2×1 and 1×2')
    // @ts-expect-error: as JavaScript may call it
    expect(() => imageTensor({ src: 'cat.png' })).toThrow('must be given an ImageData, a canvas')
  })

  test('become pixels again', () => {
    const { width, height, data } = imagePixels(tensor([[[0, 1.5]]]))
    expect([width, height, [...data]]).toEqual([2, 1, [0, 0, 0, 255, 255, 255, 255, 255]])
    expect([...imagePixels(imageTensor(red, { channels: 'rgba' }).slice([0])).data]).toEqual([
      ...red.data,
    ])
    expect(() => imagePixels(tensor([1]))).toThrow('must be [channels, height, width]')
  })
})
