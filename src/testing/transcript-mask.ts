// What cannot be equal between two runs of docker: ids, digests, times, sizes of transfers, chosen names and ports.

type Mask = [pattern: RegExp, replacement: string]

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const AGO =
  /\b(?:Less than a second|About an? (?:minute|hour)|\d+ (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?))\b/g

const MASKS: readonly Mask[] = [
  [/\+dfsg\d*/g, ''],
  // A distribution's own packages of buildx and compose.
  [/buildx v?(\d+\.\d+\.\d+)(?:\+ds1 \S+)?$/gm, 'buildx $1'],
  [/(Docker Compose version) v?(\d+\.\d+\.\d+)(?:-\d+)?$/gm, '$1 $2'],
  // Told only when it took longer than a hundredth of a second.
  [/^(#\d+ (?:exporting|writing|naming|extracting|transferring) [^\n]*?)(?: \d+\.\d+s)? done$/gm, '$1 done'],
  // The recorder's folder had this name where the project is named after it.
  [/\b18-compose(?=\b|_)/g, 'work'],
  [/sha256:[0-9a-f]{8,63}\b/g, 'sha256:<ID>'],
  // How a list is coloured, and cleared, depends on how often it was drawn before.
  [/\u001b\[34m(\[\+\] \w+ \d+\/\d+)\u001b\[0m/g, '$1'],
  [/^ {20,}\r?\n\u001b\[\d*A\u001b\[0G/gm, ''],
  [/^(\u001b\[0m) {20,}\r?\n\u001b\[\d*A\u001b\[0G/gm, '$1'],
  [/transferring (dockerfile|context): [\d.]+k?B/g, 'transferring $1: <size>'],
  [/reading from stdin [\d.]+k?B/g, 'reading from stdin <size>'],
  // Cells as long as the name of the recorder's folder.
  [/ {2,}(?=\w+\(\d+\) )/g, '  '],
  [/("Mounts":"\w+)…/g, '$1'],
  [/^(#\d+ )?\d+\.\d{3}(?= )/gm, '$1<span>'],
  [/\b[0-9a-f]{64}\b/g, '<ID>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b(?=[a-z0-9]*\d)[a-z0-9]{25}\b/g, '<ref>'],
  [/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12,16}(?=\b|…)/g, '<id>'],
  [/^[0-9a-f]{12}(?=: )/gm, '<id>'],
  [/\b(file|dir):(?:<ID>|<id>|[0-9a-f]{17})/g, '$1:<sum>'],
  [/\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/g, '<mac>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d(?: UTC)?)?/g, '<time>'],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<time>'],
  [new RegExp(`\\b(?:\\w{3} )?${MONTH} +\\d+ \\d\\d:\\d\\d(?::\\d\\d)?(?: \\d{4})?`, 'g'), '<time>'],
  [AGO, '<span>'],
  [/\b\d+(?:\.\d+)?(?:ms|µs|s)\b(?!=)/g, '<span>'],
  [/"[Dd]uration": ?\d+/g, '<span>'],
  [/\b[a-z]{3,}_[a-z]{3,}\d?\b/g, '<name>'],
  [/ETag: "[^"]*"/gi, 'ETag: <tag>'],
  [/"?\bsize"?: ?\d+/g, '<size>'],
  [/Content-Length: \d+/g, '<size>'],
  [/"Pid": ?\d+/g, '<pid>'],
  // Control groups of version 1 and no AppArmor: the recorder's machine.
  [/"CgroupnsMode": ?"\w+"/g, '<cgroup>'],
  [/"AppArmorProfile": ?"[^"]*"/g, '<apparmor>'],
  [/"time(?:Nano)?":\d+/g, '<time>'],
  [/^(\w[\w-]*) +\d+ .*? (?:\d\d:\d\d) +(\? +)(?:\d\d:)?\d+:\d\d +/gm, '$1 <process> $2'],
  [/^(\w[\w-]*) +\d+ +\d+\.\d .*? (\? +\w+ +)\d\d:\d\d +\d+:\d\d +/gm, '$1 <process> $2'],
  [/\d+(?:\.\d+)?(?:[kKMG]i?)?B \/ (?=\d)/g, '<size> / '],
  [/\d+(?:\.\d+)?[kMG]?B \/ \d+(?:\.\d+)?[kMG]?B/g, '<size> / <size>'],
  // The beginning of an id, cut off by hand.
  [/^[0-9a-f]{3}$/gm, '<id>'],
  // A whole manifest, with its digests, in base64.
  [/"Raw": "[\w+/=]+"/g, '"Raw": "<manifest>"'],
  // An address in the client's memory.
  [/\b0xc[0-9a-f]{9}\b/g, '<address>'],
  // Which of two bindings of a port is tried first.
  [/\bBind for (?:0\.0\.0\.0|::):/g, 'Bind for <any>:'],
  // How many processes there were before; how soon the terminal before is let go.
  [/^ +\d+ (?=(?:root|nobody) +\S)/gm, '<pid> '],
  [/\/dev\/pts\/\d+/g, '/dev/pts/<n>'],
  [/\b\d+\.\d\d%/g, '<percent>'],
  [/\b\d+\.\d+ ms/g, '<span>'],
  [/(?<=min\/avg\/max = )[\d./]+/g, '<span>'],
  [/\b(?:3[2-9]|[45]\d|6[0-5])\d{3}(?=->|\b)/g, '<port>'],
]

/** Words of a column whose width follows what was masked. */
const WIDE = /<(?:span|time|size|name|port|percent)>|CREATED|STATUS|SIZE|NAMES|MEM|DOCKER ENDPOINT/
const PROGRESS = /^(?:.*: )?(?:Downloading|Extracting|Pushing|Loading layer|Waiting|Verifying Checksum|Preparing)\b/
const LAYER = /^<id>: /
/** compose's lines: containers that go through the same at the same time. */
const STEP = /^ (?:Container|Network|Volume|Image) \S+ {2}(\w+)/
const FRAME = /\u001b\[\d+A\u001b\[2K\r([^\u001b]*?)\r\u001b\[\d+B/g

/** A map, in the order that Go goes through it: none. */
const LABELS = /"Labels":"([^"]*)"/g
/** What was drawn and then drawn over: how often is a matter of time. Only what stays counts. */
const DRAWN = /(?:\u001b\[1[AB])+\u001b\[0G\u001b\[\?25l/g
const REDRAWN = new RegExp(`${DRAWN.source}(?:(?!\\u001b\\[\\?25h)[^])*\\u001b\\[\\?25h(?=${DRAWN.source})`, 'g')

/** The context is sent beside the steps that need none of it: when that is told is chance. */
const CONTEXT = /#(\d+) \[internal\] load build context\n(?:#\1 .*\n)+\n/
const CONTEXT_DRAWN =
  /\u001b\[34m => \[internal\] load build context +<span>\r?\n\u001b\[0m(?:\u001b\[34m => => transferring context: <size> +<span>\r?\n\u001b\[0m)?/

/** Steps are numbered anew without it. */
function withoutContext(text: string): string {
  const found = CONTEXT.exec(text)
  if (!found) return text.replace(CONTEXT_DRAWN, '')
  const at = Number(found[1])
  return text
    .replace(CONTEXT, '')
    .replace(/^#(\d+)(?= )/gm, (all, n: string) => (Number(n) > at ? `#${Number(n) - 1}` : all))
}

/** The text with everything masked that may differ between two runs of the very same docker. */
export function masked(text: string): string {
  let out = text
  for (const [pattern, replacement] of MASKS) out = out.replace(pattern, replacement)
  out = out.replace(LABELS, (_, labels: string) => `"Labels":"${labels.split(',').sort().join(',')}"`)
  return settled(
    frames(withoutContext(out.replace(REDRAWN, '').replace(DRAWN, '')))
      .split('\n')
      .map(aligned),
  )
}

/** Layers of a pull or push go on side by side: which is told first is chance, and so are the steps in between. */
function settled(lines: string[]): string {
  const out: string[] = []
  let layers: string[] = []
  let word = ''
  const flush = () => {
    out.push(...layers.sort())
    layers = []
  }
  for (const line of lines) {
    const step = STEP.exec(line)?.[1] ?? ''
    if (step !== word) flush()
    word = step
    if (step) layers.push(line)
    else if (!LAYER.test(line)) {
      flush()
      out.push(line)
    } else if (!PROGRESS.test(line)) layers.push(line)
  }
  flush()
  return out.join('\n')
}

/** Redrawn lines of a terminal: every state a layer went through, apart from how far it had got. */
const frames = (text: string): string =>
  text.replace(/(?:\r\n)?(?:\u001b\[\d+A\u001b\[2K\r[^\u001b]*?\r\u001b\[\d+B(?:\r\n)?)+/g, (all) => {
    const states = [...all.matchAll(FRAME)].map((match) => match[1]!.trimEnd())
    return `\n${states.map((state) => `${state}\n`).join('')}`
  })

const aligned = (line: string): string => (WIDE.test(line) ? line.replace(/ {2,}/g, '  ') : line)
