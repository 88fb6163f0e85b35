/** The number of consecutive p that one partial sum takes: part of the law, not to be tuned. */
export const BLOCK: i32 = 256

/** Rows of a tile of out, and lanes of a packed panel of A. */
export const TILE_ROWS: i32 = 4
/** Width of a tile in bytes, two vectors: 8 columns of float32, 4 of float64. */
export const TILE_BYTES: i32 = 32

/** A packed panel of B is 8 KiB, so this block is 1 MiB: half of a common level-2 cache. */
export const PANELS_B: i32 = 128
/** A packed panel of A is 4 or 8 KiB, so this block is at most 512 KiB. */
export const PANELS_A: i32 = 64

/** Places in the scratch room. */
export const PACKED_B: usize = 0
export const PACKED_A: usize = <usize>(PANELS_B * BLOCK * TILE_BYTES)
/** Where an edge tile is computed before the part inside out is copied. */
export const EDGE_TILE: usize = PACKED_A + <usize>(PANELS_A * BLOCK * TILE_ROWS * 8)
