// minikube's way of telling what it does: an emoji (a star or dash where there is no terminal for it), then the line.
import type { Process } from '../../machine/process.ts'

const EMOJI = {
  happy: '😄  ',
  sparkle: '✨  ',
  running: '🏃  ',
  starting: '👍  ',
  vm: '🔥  ',
  preparing: '📦  ',
  cni: '🔗  ',
  verifying: '🔎  ',
  enabled: '🌟  ',
  ready: '🏄  ',
  stopping: '✋  ',
  stopped: '🛑  ',
  powering: '🔌  ',
  deleting: '🔥  ',
  deleted: '💀  ',
  network: '🌐  ',
  check: '✅  ',
  failure: '❌  ',
  fatal: '💣  ',
  tip: '💡  ',
  warning: '❗  ',
  workaround: '👉  ',
  restarting: '🔄  ',
  launch: '🎉  ',
  sad: '😿  ',
  shrug: '🤷  ',
  option: '    ▪ ',
  meh: '🙄  ',
} as const

export type Style = keyof typeof EMOJI

/** A step on stdout. */
export const step = (process: Process, style: Style, line: string): Promise<void> =>
  process.print(`${prefix(process, style)}${line}\n`)

/** The same on stderr, for warnings and failures. */
export const complain = (process: Process, style: Style, line: string): Promise<void> =>
  process.error(`${prefix(process, style)}${line}\n`)

/** minikube shows emoji unless TERM or the locale forbids it. */
function prefix(process: Process, style: Style): string {
  const plain = process.env.TERM === 'dumb' || process.env.MINIKUBE_IN_STYLE === 'false'
  if (!plain) return EMOJI[style]
  return style === 'option'
    ? '  - '
    : style === 'failure' || style === 'fatal'
      ? 'X '
      : style === 'warning'
        ? '! '
        : '* '
}
