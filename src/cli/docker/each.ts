// One request for each name: what works is printed at once, what fails is told at the end (docker's parallelOperation).
import type { Process } from '../../machine/process.ts'
import { Exit } from '../../machine/program.ts'
import { StatusError } from '../error.ts'
import { messageOf } from './voice.ts'

/** Prints what `act` gives for each word (nothing for undefined). Exit code 1 when one of them failed. */
export async function forEach(
  process: Process,
  words: readonly string[],
  act: (word: string) => Promise<string | undefined | void>,
): Promise<number> {
  const errors: string[] = []
  for (const word of words) {
    try {
      const line = await act(word)
      if (line !== undefined) await process.print(`${line}\n`)
    } catch (error) {
      errors.push(messageOf(error))
    }
  }
  if (errors.length > 0) throw new StatusError(errors.join('\n'))
  return 0
}

/** Asks on stdout; true for `y`. */
export async function confirm(process: Process, question: string, yes = /^y$/i): Promise<boolean> {
  await process.print(`${question} [y/N] `)
  return yes.test(((await answerTo(process)) ?? '').trim())
}

/** The line typed at a prompt. A signal ends docker, and is no failure. */
export async function answerTo(process: Process): Promise<string | undefined> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['INT', 'TERM'] as const) process.on(signal, () => reject(new Exit(0)))
  })
  try {
    return await Promise.race([readLine(process), interrupted])
  } catch (error) {
    if (error instanceof Exit) await process.print('\n')
    throw error
  }
}

/** One line of stdin without its end; undefined at the end of the input. */
async function readLine(process: Process): Promise<string | undefined> {
  let out = ''
  for (;;) {
    const chunk = await process.stdin.read(1)
    if (chunk === null) return out === '' ? undefined : out
    const char = String.fromCharCode(chunk[0]!)
    if (char === '\n') return out
    out += char
  }
}
