import * as z from 'zod'
import { mustBe, text } from './atoms.ts'
import { show } from './show.ts'

const pathWords = 'the path of another config, or a list of such paths'
const path = text(pathWords)

/** The files that a config extends. */
export const extendsSchema = z.union([path, z.array(path, mustBe(pathWords))], {
  error: ({ input }) => `must be ${pathWords}, got ${show(input)}`,
})

const variableWords = 'the name of an environment variable, such as DATA_DIR'

/** The environment variables that a config may read. */
export const envSchema = z.array(
  text(variableWords).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, mustBe(variableWords)),
  mustBe('a list of names of environment variables, such as [DATA_DIR]'),
)

/** Values by names of the user's own, to be referred to. */
export const variablesSchema = z.record(
  z.string(),
  z.unknown(),
  mustBe('a map from names to values, such as { width: 64 }'),
)
