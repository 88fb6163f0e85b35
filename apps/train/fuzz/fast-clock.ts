/** Loaded before a training (`node --import`): seconds between two checkpoints pass in milliseconds. */
const now = performance.now.bind(performance)
performance.now = () => 1000 * now()
