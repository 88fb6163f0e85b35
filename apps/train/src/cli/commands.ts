import type { Command } from 'commander'
import type { CommandIo } from './io.ts'

/**
 * Adds a command, with all that it takes, to the program.
 *
 * @param programFor the program with the command that some words name
 */
type AddCommand = (
  program: Command,
  argv: readonly string[],
  io: CommandIo,
  programFor: (words: readonly string[]) => Promise<Command>,
) => void

/** A command as the list of commands shows it. */
interface KnownCommand {
  readonly summary: string
  /** Reads the command's code, which no other command needs. */
  readonly load: () => Promise<AddCommand>
}

/** All commands, in the order of the list. */
export const commands: Readonly<Record<string, KnownCommand>> = {
  init: {
    summary: 'write a config for a table',
    load: async () => (await import('./init-command.ts')).initCommand,
  },
  train: {
    summary: 'train a model from a config, or of a table',
    load: async () => (await import('./train-command.ts')).trainCommand,
  },
  resume: {
    summary: 'go on with a run that was stopped or killed, to the same weights',
    load: async () => (await import('./resume-command.ts')).resumeCommand,
  },
  verify: {
    summary: 'repeat a run and say whether it comes to the same bits',
    load: async () => (await import('./verify-command.ts')).verifyCommand,
  },
  sweep: {
    summary: 'train a config with many values of its parameters',
    load: async () => (await import('./sweep-command.ts')).sweepCommand,
  },
  tune: {
    summary: 'find which regularizers help a config, and how strong',
    load: async () => (await import('./tune-command.ts')).tuneCommand,
  },
  trial: {
    summary: 'run one trial of a sweep',
    load: async () => (await import('./trial-command.ts')).trialCommand,
  },
  worker: {
    summary: 'run trials that sweeps on other machines put into a queue',
    load: async () => (await import('./worker-command.ts')).workerCommand,
  },
  validate: {
    summary: 'check a config and its data without training',
    load: async () => (await import('./validate-command.ts')).validateCommand,
  },
  evaluate: {
    summary: 'measure a trained model',
    load: async () => (await import('./evaluate-command.ts')).evaluateCommand,
  },
  predict: {
    summary: 'predict the rows of a file',
    load: async () => (await import('./predict-command.ts')).predictCommand,
  },
  export: {
    summary: 'write a trained model as ONNX, JavaScript or safetensors',
    load: async () => (await import('./export-command.ts')).exportCommand,
  },
  serve: {
    summary: 'answer rows of JSON on this machine, for a try',
    load: async () => (await import('./serve-command.ts')).serveCommand,
  },
  report: {
    summary: 'write a page about runs, with pictures',
    load: async () => (await import('./report-command.ts')).reportCommand,
  },
  compare: {
    summary: 'tell differences between runs from noise',
    load: async () => (await import('./compare-command.ts')).compareCommand,
  },
  explain: {
    summary: 'say what there is to choose from, and all about one of it',
    load: async () => (await import('./explain-command.ts')).explainCommand,
  },
  list: {
    summary: 'list runs, their states and figures',
    load: async () => (await import('./list-command.ts')).listCommand,
  },
  config: {
    summary: 'show a config with all that is in it, or what differs between two',
    load: async () => (await import('./config-command.ts')).configCommand,
  },
  schema: {
    summary: 'print the JSON Schema of configs, for editors',
    load: async () => (await import('./schema-command.ts')).schemaCommand,
  },
  doctor: {
    summary: 'say whether installation, processor, terminal and disk are as they should be',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
  complete: {
    summary: 'print the script by which a shell completes commands',
    load: async () => (await import('./complete-command.ts')).completeCommand,
  },
}
