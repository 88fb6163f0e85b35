import type { StoredTensor } from '@sobolev/nn'
import { writeSafetensors } from './safetensors.ts'

// Rewrites one file without end, each time with one number all over, until it is killed.
const [, , path = ''] = process.argv
for (let round = 0; ; round++) {
  const data = new Float32Array(200_000 + (round % 7) * 10_000).fill(round)
  const tensor: StoredTensor = { dtype: 'F32', shape: [data.length], data }
  writeSafetensors(path, { tensors: new Map([['w', tensor]]), metadata: new Map() })
  if (round === 0) process.stdout.write('writing\n')
}
