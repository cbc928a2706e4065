// clear(1), tput(1), reset(1), stty(1), and the pagers less(1), more(1), man(1).
import { text } from '../../../kernel/bytes.ts'
import { displayWidth } from '../../tty.ts'
import type { Call } from '../call.ts'
import { everything } from '../input.ts'
import type { Tool } from '../spec.ts'
import { optionsOf } from '../spec.ts'
import { toolOf } from '../tool.ts'

export const clear: Tool = {
  spec: {
    name: 'clear',
    summary: 'clear the terminal screen',
    usage: '[-x]',
    options: { '-x': 'keep what has scrolled away', '-T TYPE': 'ignored' },
  },
  run: (call) => call.print(call.has('x') ? '\x1b[H\x1b[2J' : '\x1b[H\x1b[2J\x1b[3J'),
}

export const reset: Tool = {
  spec: { name: 'reset', summary: 'initialise the terminal', usage: '' },
  run(call) {
    const { tty } = call.process
    if (tty) {
      tty.raw = false
      tty.echo = true
    }
    return call.print('\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>')
  },
}

export const tput: Tool = {
  spec: {
    name: 'tput',
    summary: 'use the terminal’s capabilities',
    usage: 'capname [parameters]',
    options: { '-T TYPE': 'ignored' },
    misuse: 2,
  },
  async run(call) {
    const [name, parameter = '0', second = '0'] = call.operands
    const size = call.process.tty?.size ?? { columns: 80, rows: 24 }
    const values: Record<string, string> = {
      cols: `${size.columns}\n`,
      lines: `${size.rows}\n`,
      colors: '256\n',
      clear: '\x1b[H\x1b[2J\x1b[3J',
      bold: '\x1b[1m',
      dim: '\x1b[2m',
      rev: '\x1b[7m',
      smul: '\x1b[4m',
      rmul: '\x1b[24m',
      sgr0: '\x1b(B\x1b[m',
      smso: '\x1b[7m',
      rmso: '\x1b[27m',
      civis: '\x1b[?25l',
      cnorm: '\x1b[?12l\x1b[?25h',
      el: '\x1b[K',
      ed: '\x1b[J',
      sc: '\x1b7',
      rc: '\x1b8',
      smcup: '\x1b[?1049h',
      rmcup: '\x1b[?1049l',
      home: '\x1b[H',
      setaf: `\x1b[3${parameter}m`,
      setab: `\x1b[4${parameter}m`,
      cup: `\x1b[${Number(parameter) + 1};${Number(second) + 1}H`,
      bel: '\x07',
    }
    const value = values[name ?? '']
    if (value === undefined)
      return call.fail(
        name === undefined ? 'usage: tput [-V] [-S] [-T term] capname' : `unknown terminfo capability '${name}'`,
        name === undefined ? 2 : 4,
      )
    return call.print(value)
  },
}

export const stty: Tool = {
  spec: { name: 'stty', summary: 'change and print terminal line settings', usage: '[SETTING]...', raw: true },
  async run(call) {
    const { tty, isTty } = call.process
    if (!tty || !isTty.stdin)
      return call.fail(call.busybox ? 'standard input: Not a tty' : "'standard input': Inappropriate ioctl for device")
    const words = [...call.operands]
    if (words.length === 0) return call.print(`speed 38400 baud; line = 0;\n-brkint -imaxbel iutf8\n`)
    while (words.length > 0) {
      const word = words.shift()!
      if (word === 'size') await call.print(`${tty.size.rows} ${tty.size.columns}\n`)
      else if (word === '-a' || word === '--all')
        await call.print(
          `speed 38400 baud; rows ${tty.size.rows}; columns ${tty.size.columns}; line = 0;\nintr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; susp = ^Z;\n${tty.raw ? '-' : ''}icanon ${tty.echo ? '' : '-'}echo isig iexten\n`,
        )
      else if (word === 'echo' || word === '-echo') tty.echo = word === 'echo'
      else if (word === 'raw' || word === '-icanon') tty.raw = true
      else if (word === 'sane' || word === '-raw' || word === 'cooked' || word === 'icanon') {
        tty.raw = false
        if (word === 'sane') tty.echo = true
      } else if (word === 'rows' || word === 'cols' || word === 'columns') {
        const value = Number(words.shift())
        tty.resize(word === 'rows' ? { ...tty.size, rows: value } : { ...tty.size, columns: value })
      } else if (!/^-?[a-z]+$/.test(word)) return call.misuse(`invalid argument ‘${word}’`)
    }
    return 0
  },
}

/** Shows text a screen at a time; q ends it. Where the output is no terminal, all at once. */
export async function page(call: Call, source: string, bottom: (at: number, total: number) => string): Promise<void> {
  const { process } = call
  const { tty } = process
  if (!process.isTty.stdout || !tty) return process.print(source)
  const lines = wrap(source.replace(/\n$/, ''), tty.size.columns || 80)
  const was = tty.raw
  tty.raw = true
  process.defer(() => (tty.raw = was))
  await process.print('\x1b[?1049h')
  let at = 0
  for (;;) {
    const rows = Math.max(1, tty.size.rows - 1)
    const most = Math.max(0, lines.length - rows)
    at = Math.min(Math.max(0, at), most)
    const shown = lines.slice(at, at + rows)
    const fill = Array.from({ length: rows - shown.length }, () => '~')
    await process.print(
      `\x1b[H\x1b[2J${[...shown, ...fill].join('\r\n')}\r\n\x1b[7m${bottom(at + shown.length, lines.length)}\x1b[27m`,
    )
    const chunk = await process.alive(() => tty.read())
    const key = chunk === null ? 'q' : text(chunk)
    if (key === 'q' || key === 'Q' || key === '\x03') break
    if (key === ' ' || key === 'f' || key === '\x1b[6~') at += rows
    else if (key === 'b' || key === '\x1b[5~') at -= rows
    else if (key === 'j' || key === '\r' || key === '\x1b[B') at++
    else if (key === 'k' || key === '\x1b[A') at--
    else if (key === 'g' || key === '\x1b[H') at = 0
    else if (key === 'G' || key === '\x1b[F') at = most
    else if (key === 'd') at += Math.floor(rows / 2)
    else if (key === 'u') at -= Math.floor(rows / 2)
  }
  tty.raw = was
  await process.print('\x1b[?1049l')
}

function wrap(source: string, width: number): string[] {
  return source.split('\n').flatMap((line) => {
    if (displayWidth(line) <= width) return [line]
    const out: string[] = []
    let part = ''
    for (const char of line) {
      if (displayWidth(part + char) > width) {
        out.push(part)
        part = ''
      }
      part += char
    }
    return [...out, part]
  })
}

const pager = (name: string, summary: string): Tool => ({
  spec: {
    name,
    summary,
    usage: '[options] [file]...',
    options: {
      '-R': 'colours as they are',
      '-N': 'line numbers',
      '-S': 'ignored',
      '-F': 'ignored',
      '-X': 'ignored',
      '-r': 'ignored',
      '-i': 'ignored',
      '-n': 'ignored',
    },
  },
  async run(call) {
    const complaint = call.operands.length === 0 && call.process.isTty.stdin
    if (complaint) return call.process.error(`Missing filename ("${name} --help" for help)\n`).then(() => 1)
    const source = text(await everything(call))
    if (call.status > 0 && source === '') return call.status
    const title = call.operands[0] ?? ''
    await page(call, source, (at, total) =>
      name === 'more'
        ? `--More--(${Math.floor((100 * at) / total)}%)`
        : at >= total
          ? `${title ? `${title} ` : ''}(END)`
          : title || ':',
    )
    return call.status
  },
})

export const less = pager('less', 'view text screen by screen')
export const more = pager('more', 'view text screen by screen')

export const man: Tool = {
  spec: {
    name: 'man',
    summary: 'an interface to the system reference manuals',
    usage: '[SECTION] PAGE...',
    options: { '-k, --apropos': 'search the summaries', '-f, --whatis': 'the summaries' },
  },
  async run(call) {
    const names = call.operands.filter((word) => !/^\d$/.test(word))
    if (names.length === 0) {
      await call.process.error("What manual page do you want?\nFor example, try 'man man'.\n")
      return 1
    }
    for (const name of names) {
      const entry = call.process.machine.programs.get(name)
      const program =
        entry === undefined || typeof entry === 'function' ? entry : await call.process.kernel.load(entry.load)
      const tool = program && toolOf(program)
      if (!tool) {
        await call.process.error(`No manual entry for ${name}\n`)
        call.status = 16
        continue
      }
      const { spec } = tool
      if (call.has('f')) {
        await call.print(`${`${name} (1)`.padEnd(20)} - ${spec.summary}\n`)
        continue
      }
      const options = optionsOf(spec).map(({ short, long, value, help, optional }) => {
        const words = [
          short && `-${short}${!long && value ? ` ${value}` : ''}`,
          long && `--${long}${value ? (optional ? `[=${value}]` : `=${value}`) : ''}`,
        ]
          .filter(Boolean)
          .join(', ')
        return `       ${words}\n              ${help}\n\n`
      })
      const title = `${name.toUpperCase()}(1)`
      const body = `${title}${'User Commands'.padStart(40)}${title.padStart(40 - title.length + 7)}\n\nNAME\n       ${name} - ${spec.summary}\n\nSYNOPSIS\n       ${name} ${spec.usage}\n\n${options.length > 0 ? `OPTIONS\n${options.join('')}` : ''}`
      await page(call, body, (at, total) =>
        at >= total
          ? ` Manual page ${name}(1) line ${at} (END) (press h for help or q to quit)`
          : ` Manual page ${name}(1) line ${at} (press h for help or q to quit)`,
      )
    }
    return call.status
  },
}

export const editor = (name: string): Tool => ({
  spec: { name, summary: 'edit a text file', usage: '[options] [file]', raw: true },
  async run(call) {
    const { process } = call
    const { editor: open } = process.machine
    const file = call.operands.filter((word) => !/^[-+]/.test(word)).at(-1)
    if (!open || !process.tty) {
      await process.error(
        process.tty
          ? `naru: ${name} is not simulated here: there is no screen to edit on\n`
          : name === 'nano'
            ? 'Standard input is not a terminal\n'
            : 'Vim: Warning: Output is not to a terminal\n',
      )
      return 1
    }
    const path = process.path(file ?? 'new file')
    const before = file !== undefined && process.fs.exists(path) ? process.readText(file) : ''
    const after = await process.alive(() => open({ path, text: before }))
    if (after === undefined || file === undefined) return 0
    await call.attempt(
      () => process.writeFile(file, after),
      (reason) => `Error writing ${file}: ${reason}`,
    )
    return call.status
  },
})
