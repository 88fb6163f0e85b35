/**
 * Panels: `lanes` neighbouring rows of A, or columns of B, laid out so that the lanes of one p stand
 * together and the next p follows. A panel that sticks out of the matrix is filled up with zeros, so the
 * tile never branches; nothing outside the matrix is read.
 *
 * A transposed operand costs no copy of its own: it only decides which of the two directions is
 * contiguous in the source. Across lanes, packing copies vectors; along p, it transposes small squares
 * in registers.
 */

/** Packs `lanes` lanes into panels of `perPanel` each, one after the other; distances as in packPanel. */
export function packPanels<T>(
  lanes: i32, perPanel: i32, depth: i32, source: usize, across: usize, along: usize, panel: usize,
): void {
  const width = <usize>perPanel * sizeof<T>()
  for (let lane = 0; lane < lanes; lane += perPanel) {
    packPanel<T>(source, across, along, lanes - lane, depth, panel, width)
    source += <usize>perPanel * across
    panel += <usize>depth * width
  }
}

/**
 * Packs one panel. `across`: distance in bytes from one lane to the next in the source, `along`: from one
 * p to the next; one of them is the size of T. `width`: bytes of a full row of the panel, a multiple of 16.
 */
function packPanel<T>(
  source: usize,
  across: usize,
  along: usize,
  lanes: i32,
  depth: i32,
  panel: usize,
  width: usize,
): void {
  if (across == sizeof<T>() && <usize>lanes * across >= width) {
    copyRows(source, along, depth, panel, width)
    return
  }
  const perVector = 16 / <i32>sizeof<T>()
  const end = panel + width
  while (panel < end) {
    if (lanes >= perVector) {
      if (along == sizeof<T>()) transpose<T>(source, across, depth, panel, width)
      else copyLanes<T>(source, across, along, perVector, depth, panel, width)
    } else {
      copyLanes<T>(source, across, along, max(lanes, 0), depth, panel, width)
    }
    lanes -= perVector
    source += <usize>perVector * across
    panel += 16
  }
}

/** Copies a full panel from a source that is contiguous across lanes: one or two vectors for each p. */
function copyRows(source: usize, along: usize, depth: i32, panel: usize, width: usize): void {
  for (let p = 0; p < depth; p++) {
    v128.store(panel, v128.load(source))
    if (width == 32) v128.store(panel, v128.load(source, 16), 16)
    source += along
    panel += width
  }
}

function copyLanes<T>(
  source: usize,
  across: usize,
  along: usize,
  lanes: i32,
  depth: i32,
  panel: usize,
  width: usize,
): void {
  for (let p = 0; p < depth; p++) {
    v128.store(panel, i64x2.splat(0))
    let x = source
    for (let lane = 0; lane < lanes; lane++) {
      store<T>(panel + <usize>lane * sizeof<T>(), load<T>(x))
      x += across
    }
    source += along
    panel += width
  }
}

/** One vector of lanes, from a source that is contiguous along p. */
function transpose<T>(source: usize, across: usize, depth: i32, panel: usize, width: usize): void {
  const perVector = 16 / <i32>sizeof<T>()
  const whole = depth & -perVector
  for (let p = 0; p < whole; p += perVector) {
    if (sizeof<T>() == 4) {
      const x0 = v128.load(source)
      const x1 = v128.load(source + across)
      const x2 = v128.load(source + 2 * across)
      const x3 = v128.load(source + 3 * across)
      const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5)
      const high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7)
      const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5)
      const high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7)
      v128.store(panel, v128.shuffle<i64>(low01, low23, 0, 2))
      v128.store(panel + width, v128.shuffle<i64>(low01, low23, 1, 3))
      v128.store(panel + 2 * width, v128.shuffle<i64>(high01, high23, 0, 2))
      v128.store(panel + 3 * width, v128.shuffle<i64>(high01, high23, 1, 3))
    } else {
      const x0 = v128.load(source)
      const x1 = v128.load(source + across)
      v128.store(panel, v128.shuffle<i64>(x0, x1, 0, 2))
      v128.store(panel + width, v128.shuffle<i64>(x0, x1, 1, 3))
    }
    source += 16
    panel += <usize>perVector * width
  }
  copyLanes<T>(source, across, sizeof<T>(), perVector, depth - whole, panel, width)
}
