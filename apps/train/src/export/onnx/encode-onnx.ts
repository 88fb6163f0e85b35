import { InputError } from '../../errors.ts'
import {
  type Attribute,
  elementTypes,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type StoredValue,
  type ValueDeclaration,
} from '../graph/onnx-graph.ts'
import { Message } from './protobuf.ts'

/** The version of the format, and those of the operators: of 2021, which all runtimes in use know. */
const IR_VERSION = 8
const OPSETS = { '': 17, 'ai.onnx.ml': 2 } as const

/** The most that one message may have: lengths are int32 in most readers. */
const MAX_BYTES = 2_147_483_647

/**
 * The bytes of a model as an `.onnx` file: the message `ModelProto` of onnx.proto, whose field numbers stand here.
 *
 * @throws InputError for one of 2 GiB and more, which the format does not hold in one file
 */
export function encodeOnnx({ graph, words, metadata }: OnnxModel): readonly Uint8Array[] {
  const { producer = '', ...entries } = metadata
  const [name = '', version = ''] = producer.split(' ')
  const message = new Message()
    .integer(1, IR_VERSION)
    .text(2, name)
    .text(3, version)
    .text(6, words)
    .message(7, graphMessage(graph))
  for (const [domain, opset] of Object.entries(OPSETS))
    message.message(8, new Message().text(1, domain).integer(2, opset))
  for (const [key, value] of Object.entries(entries))
    message.message(14, new Message().text(1, key).text(2, value))
  if (message.length > MAX_BYTES)
    throw new InputError(
      `export: an ONNX file must be smaller than 2 GiB, got ${message.length} bytes; export --format safetensors has no such limit`,
    )
  return message.chunks
}

function graphMessage({ name, nodes, inputs, outputs, stored }: OnnxGraph): Message {
  const message = new Message()
  for (const node of nodes) message.message(1, nodeMessage(node))
  message.text(2, name)
  for (const value of stored) message.message(5, tensorMessage(value))
  for (const input of inputs) message.message(11, valueMessage(input))
  for (const output of outputs) message.message(12, valueMessage(output))
  return message
}

function nodeMessage({ operator, domain, inputs, outputs, attributes }: OnnxNode): Message {
  const message = new Message()
  for (const input of inputs) message.text(1, input)
  for (const output of outputs) message.text(2, output)
  message.text(3, outputs[0] ?? operator).text(4, operator)
  for (const [name, attribute] of Object.entries(attributes))
    message.message(5, attributeMessage(name, attribute))
  return domain === '' ? message : message.text(7, domain)
}

function attributeMessage(name: string, attribute: Attribute): Message {
  const message = new Message().text(1, name)
  const encoder = new TextEncoder()
  switch (attribute.kind) {
    case 'float':
      return message.float(2, attribute.value).integer(20, 1)
    case 'int':
      return message.integer(3, attribute.value).integer(20, 2)
    case 'string':
      return message.bytes(4, encoder.encode(attribute.value)).integer(20, 3)
    case 'graph':
      return message.message(6, graphMessage(attribute.value)).integer(20, 5)
    case 'ints':
      for (const value of attribute.value) message.integer(8, value)
      return message.integer(20, 7)
    case 'strings':
      for (const value of attribute.value) message.bytes(9, encoder.encode(value))
      return message.integer(20, 8)
  }
}

function tensorMessage({ name, type, shape, data }: StoredValue): Message {
  const message = new Message()
  for (const length of shape) message.integer(1, length)
  message.integer(2, elementTypes[type])
  if (type !== 'string') return message.text(8, name).bytes(9, rawBytes(type, data))
  for (const text of Array.from<unknown>(data)) message.text(6, String(text))
  return message.text(8, name)
}

/** Elements as the format stores them: little-endian, one after the other. */
function rawBytes(type: StoredValue['type'], data: StoredValue['data']): Uint8Array {
  const { buffer, byteOffset, byteLength } = typedArrayOf(type, data)
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function typedArrayOf(type: StoredValue['type'], data: StoredValue['data']): ArrayBufferView {
  switch (type) {
    case 'float64':
      return data instanceof Float64Array ? data : Float64Array.from(data, Number)
    case 'int32':
      return data instanceof Int32Array ? data : Int32Array.from(data, Number)
    case 'int64':
      return BigInt64Array.from(Array.from<unknown>(data), (value) => BigInt(Number(value)))
    case 'bool':
      return Uint8Array.from(data, Number)
    default:
      return data instanceof Float32Array ? data : Float32Array.from(data, Number)
  }
}

function valueMessage({ name, type, shape, words }: ValueDeclaration): Message {
  const dimensions = new Message()
  for (const length of shape)
    dimensions.message(
      1,
      typeof length === 'number' ? new Message().integer(1, length) : new Message().text(2, length),
    )
  const tensor = new Message().integer(1, elementTypes[type]).message(2, dimensions)
  const message = new Message().text(1, name).message(2, new Message().message(1, tensor))
  return words === undefined ? message : message.text(3, words)
}
