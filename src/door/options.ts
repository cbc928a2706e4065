// The words after `npm run door --`.
import { parseArgs } from 'node:util'

export const USAGE = 'usage: npm run --silent door -- [--seed N] [--scenario NAME] [--speed S] [--port P]'

export interface Options {
  seed: number
  scenario: string
  /** Virtual ms a real ms. */
  speed: number
  /** The first of three; 0: any that are free. */
  port: number
}

/** How many ports are taken, one after another. */
export const PORTS = 3
const LAST_PORT = 65535

/** Throws an Error that says what is wrong with the words. */
export function readOptions(words: string[]): Options | 'help' {
  const { values } = parseArgs({
    args: words,
    options: {
      seed: { type: 'string', default: '1' },
      scenario: { type: 'string', default: 'laptop' },
      speed: { type: 'string', default: '1' },
      port: { type: 'string', default: '0' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  const seed = number('seed', values.seed, Number.isSafeInteger)
  const speed = number('speed', values.speed, (value) => value > 0 && Number.isFinite(value))
  const port = number(
    'port',
    values.port,
    (value) => Number.isInteger(value) && value >= 0 && value + PORTS - 1 <= LAST_PORT,
  )
  return { seed, scenario: values.scenario, speed, port }
}

function number(name: string, said: string, fits: (value: number) => boolean): number {
  const value = said.trim() === '' ? Number.NaN : Number(said)
  if (!fits(value)) throw new Error(`--${name} ${said}: not a ${name} that is possible`)
  return value
}
