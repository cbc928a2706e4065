// The Dockerfile parser: stages of instructions, refused with BuildKit's words (moby/buildkit, frontend/dockerfile).
import { FlagError, suggestion } from './flags.ts'
import { type Arg, type Dockerfile, DockerfileError, type From, type Instruction, type Stage } from './instruction.ts'
import { type Line, readLines } from './lines.ts'
import { READERS } from './readers.ts'
import { Complaint, type Statement } from './statement.ts'
import { jsonWords, pairs, takeFlags, WordError } from './words.ts'

/** Reads a whole Dockerfile. Throws DockerfileError. */
export function parseDockerfile(text: string): Dockerfile {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  const read = readLines(lines.at(-1) === '' ? lines.slice(0, -1) : lines)
  if (read.lines.length === 0)
    throw new DockerfileError('syntax', 'file with no instructions', Math.max(1, lines.length - 1))
  const statements = read.lines.map((line) => statementOf(line, read.escape))
  for (const statement of statements) checkSyntax(statement)
  const globals: Arg[] = []
  const stages: Stage[] = []
  for (const statement of statements) {
    const instruction = understand(statement)
    if (instruction.name === 'FROM') stages.push({ from: instruction, instructions: [] })
    else if (stages.length > 0) stages.at(-1)!.instructions.push(instruction)
    else if (instruction.name === 'ARG') globals.push(instruction)
    else throw new DockerfileError('structure', 'no build stage in current context', statement.line, statement.endLine)
  }
  const { escape, syntax, emptyContinuations } = read
  return { escape, ...(syntax === undefined ? {} : { syntax }), globals, stages, lines, emptyContinuations }
}

/** Reads one instruction, as an ONBUILD trigger or `docker commit --change` gives it. Throws DockerfileError. */
export function parseInstruction(text: string): Instruction {
  const { lines, escape } = readLines(text.split('\n'))
  if (lines.length === 0) throw new DockerfileError('syntax', 'file with no instructions', 1)
  const statement = statementOf(lines[0]!, escape)
  checkSyntax(statement)
  const instruction = understand(statement)
  if (instruction.name === 'FROM') throw new DockerfileError('instruction', 'FROM is not a command type', 1)
  return instruction
}

function statementOf(line: Line, escape: string): Statement {
  const match = /^(\S+)\s*([\s\S]*)$/.exec(line.text.trim())!
  const { flags, rest } = takeFlags(match[2]!, escape)
  return { ...line, word: match[1]!, name: match[1]!.toUpperCase(), flags, rest: rest.trim(), escape }
}

/** What is wrong with the form of a line is said before any line is understood. */
function checkSyntax({ name, rest, escape, line, endLine }: Statement): void {
  try {
    if (name === 'ENV' || name === 'LABEL') pairs(rest, name, escape)
    if (['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'VOLUME', 'COPY', 'ADD'].includes(name)) jsonWords(rest)
  } catch (error) {
    if (error instanceof WordError) throw new DockerfileError('syntax', error.message, line, endLine)
    throw error
  }
}

function understand(statement: Statement): Instruction | From {
  const reader = READERS[statement.name]
  const { line, endLine } = statement
  if (!reader) {
    const hint = suggestion(statement.word, Object.keys(READERS))
    throw new DockerfileError('instruction', `unknown instruction: ${statement.word}${hint}`, line, endLine)
  }
  try {
    return reader(statement)
  } catch (error) {
    if (error instanceof Complaint || error instanceof FlagError) {
      throw new DockerfileError('instruction', error.message, line, endLine)
    }
    throw error
  }
}
