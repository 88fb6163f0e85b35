/** The number of consecutive p that one partial sum takes: part of the law, not to be tuned. */
export const BLOCK: i32 = 256

/** Rows of a tile of out, and lanes of a packed panel of A. */
export const TILE_ROWS: i32 = 4
/** Bytes in a row of a tile or of a packed panel of B, two vectors: 8 columns of float32, 4 of float64. */
export const TILE_BYTES: i32 = 32
/** Panels of B that a strip covers. */
export const STRIP_PANELS: i32 = 4

/**
 * A packed panel of B is 8 KiB, one of A 4 or 8 KiB, so the blocks take 512 KiB and 256 or 512 KiB and
 * share a second-level cache of 1 MiB. From a quarter to double of either, speed stays within 3%.
 */
export const PANELS_B: i32 = 64
export const PANELS_A: i32 = 64

/** Where things stand in the workspace, in bytes; 1.1 MiB in all. */
export const PACKED_B: usize = 0
export const PACKED_A: usize = <usize>(PANELS_B * BLOCK * TILE_BYTES)
/** Where an edge is computed before the part inside out is copied. */
export const EDGE: usize = PACKED_A + <usize>(PANELS_A * BLOCK * TILE_ROWS * 8)
