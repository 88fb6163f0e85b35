/**
 * The code of a worker thread, in Node and in browsers: text, so that no bundler has to find a file. The worker joins
 * the others and waits for programs for ever: `work` returns only when there is a module to link, and throws only if an
 * instruction traps.
 */
export const workerSource = `
const node = globalThis.process?.getBuiltinModule?.('node:worker_threads')
function start({ module, memory, wide, thread, threads }) {
  const words = new Int32Array(memory.buffer)
  const sleep = (address, seen) => Atomics.wait(words, address >>> 2, seen)
  const wake = (address) => Atomics.notify(words, address >>> 2)
  const { exports } = new WebAssembly.Instance(module, { env: { memory, sleep, wake } })
  if (wide) exports.widen()
  exports.join(thread, threads)
  if (node) node.parentPort.postMessage('ready')
  else postMessage('ready')
  for (;;) {
    let task
    try {
      task = exports.work()
    } catch {
      exports.abandon()
      continue
    }
    try {
      const [, address, length] = new Uint32Array(memory.buffer, task, 3)
      const bytes = new Uint8Array(memory.buffer, address, length).slice()
      const machine = { ...exports, memory }
      const linked = new WebAssembly.Instance(new WebAssembly.Module(bytes), { machine })
      exports.table.set(exports.table.grow(1), linked.exports.chain0)
    } finally {
      exports.arrive()
    }
  }
}
if (node) start(node.workerData)
else onmessage = ({ data }) => start(data)
`
