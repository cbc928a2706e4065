// Asking the person at the terminal.
import { text } from '../../kernel/bytes.ts'
import type { Process } from '../process.ts'

/** One line of standard input without its newline; undefined at its end. */
export async function readLine(process: Process): Promise<string | undefined> {
  let line = ''
  for (;;) {
    const chunk = await process.stdin.read(process.isTty.stdin ? undefined : 1)
    if (chunk === null) return line === '' ? undefined : line
    line += text(chunk)
    if (line.endsWith('\n')) return line.slice(0, -1)
  }
}

/** Asks on standard error; true for an answer that begins with y. */
export async function ask(process: Process, question: string): Promise<boolean> {
  await process.error(question)
  return /^\s*[yY]/.test((await readLine(process)) ?? '')
}

/** Asks with the terminal's echo off, as getpass(3) does. */
export async function askHidden(process: Process, question: string): Promise<string | undefined> {
  const { tty } = process
  await (tty ? tty.write(question) : process.error(question))
  if (tty) tty.echo = false
  try {
    return await readLine(process)
  } finally {
    if (tty) {
      tty.echo = true
      await tty.write('\n')
    }
  }
}
