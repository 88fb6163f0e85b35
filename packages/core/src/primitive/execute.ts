import { DTypeCode, Machine, Program } from '@sobolev/kernels'
import type { DType } from '../tensor/dtype.ts'
import { type Shape, sizeOf } from '../tensor/shape.ts'
import { Tensor } from '../tensor/tensor.ts'
import type { Inputs, MachineInputs, MachineTensor, Primitive } from './primitive.ts'

// Made on first use: importing the library costs nothing. To make a program takes as long as many a small one runs.
let reused: { readonly machine: Machine; readonly program: Program } | null = null

/** Computes one primitive eagerly: a program of its own instructions, with the tensors copied in and out. */
export function execute<I extends Inputs, A>(
  primitive: Primitive<I, A>,
  inputs: I,
  attributes: A,
  shape: Shape,
  dtype: DType,
): Tensor {
  const [first] = inputs
  if (primitive.view && first) return new Tensor(shape, dtype, Tensor.storage(first))
  const picked = primitive.copyWithoutMachine?.(inputs, attributes)
  if (picked) return new Tensor(shape, dtype, picked)
  reused ??= { machine: new Machine(), program: new Program() }
  const { machine, program } = reused
  machine.reset()
  program.clear()
  const operands = writeAll(machine, inputs)
  const out = { ...machine.reserve(DTypeCode[dtype], sizeOf(shape)), shape }
  checkLowered(primitive.name, program, out, () =>
    primitive.lower(program, operands, out, attributes),
  )
  machine.run(program)
  return new Tensor(shape, dtype, machine.read(out))
}

/** Throws where `lower` appends no instruction for an output: it would hold what was in that memory before. */
export function checkLowered(
  operation: string,
  program: Program,
  out: MachineTensor,
  lower: () => void,
): void {
  const before = program.length
  lower()
  if (program.length === before && out.size > 0)
    throw new TypeError(
      `${operation}: lower must append an instruction that writes the output, got none`,
    )
}

function writeAll<I extends Inputs>(target: Machine, inputs: I): MachineInputs<I> {
  const written = inputs.map((tensor) => ({
    ...target.write(Tensor.elements(tensor)),
    shape: tensor.shape,
  }))
  // `map` forgets the length of a tuple; one operand stands for each input.
  return written as unknown as MachineInputs<I>
}
