// What real docker tells in no order, because a map of Go has none, and what it tells as often as time allows.

/** Lines of these sorts that follow one another: sorted. */
const ANY_ORDER: readonly RegExp[] = [
  // Tags in an archive that is loaded; paths of `docker diff`.
  /^Loaded image: /,
  /^[ACD] \//,
]

const TITLE = /^Deleted (?:Volumes|Networks):$/

/** Sorts, in text that is not masked yet, what has no order. */
export function ordered(text: string): string {
  const out: string[] = []
  let run: string[] = []
  let sort = ''
  const flush = () => {
    out.push(...run.sort())
    run = []
  }
  let listing = false
  for (const line of text.split('\n')) {
    if (TITLE.test(line.replace(/^.*\[y\/N\] /, ''))) listing = true
    else if (line === '') listing = false
    const kind = ANY_ORDER.findIndex((pattern) => pattern.test(line))
    const now = listing && !line.endsWith(':') ? 'list' : kind < 0 ? '' : String(kind)
    if (now !== sort) flush()
    sort = now
    if (now) run.push(line)
    else out.push(line)
  }
  flush()
  return pruned(out.join('\n'))
}

/** `docker image prune`: which image goes first. */
function pruned(text: string): string {
  return text.replace(/(?:^(?:untagged|deleted): .*\n)+/gm, (all) => {
    const images = all.match(/(?:^untagged: .*\n)*(?:^deleted: .*\n)+/gm)
    return images?.join('') === all ? images.sort().join('') : all
  })
}

/** A screen that `docker stats` draws again and again. */
const FRAME = /(\u001b\[H(?:(?!\u001b\[J)[^])*\u001b\[J)\1+/g
/** A container that counts: how far it has got. */
const TICKS = /(?:^tick \d+\r?\n)+/gm

/** Text that is masked already, with what is repeated told once. */
export const once = (text: string): string => text.replace(FRAME, '$1').replace(TICKS, 'tick <n>\n')

/** The command asks for things by a map whose keys are ids: their order is chance. */
export const asksByIds = (command: string): boolean => /range (?:\$\w+, ?\$\w+ ?:= ?)?\.Containers\b/.test(command)
