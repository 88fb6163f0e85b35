import type { Task } from '../config/config.ts'

/** A config that was made for a table. */
export interface InitialConfig {
  /** YAML, with a reason behind each line, and a list of the inputs. */
  readonly text: string
  /** The lines alone, with the reasons behind them. */
  readonly essence: string
}

/** What a config is made for. */
export interface InitRequest {
  /** Absolute path of the table. */
  readonly path: string
  /** The column to predict. */
  readonly target: string | null
  /** What the target is read as; null: what it looks like. */
  readonly task?: Task | null
  /** The folder that the config will stand in: the path of the table starts there. */
  readonly folder: string
  readonly onProgress?: ((fraction: number) => void) | undefined
}
