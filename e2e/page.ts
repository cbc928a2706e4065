// A person at the page: types with the keyboard, reads the terminal, looks at the stage.
import { type Page, expect } from '@playwright/test'
import type { TraceEvent } from '../src/kernel/trace.ts'
import type { Doors } from '../src/app/doors.ts'
import type { FromWorld, Input } from '../src/world/port.ts'

export type Scene = ReturnType<Doors['state']>
export type Box = Scene['boxes'][number]

export interface Opening {
  lang?: 'ko' | 'en'
  seed?: number
  scenario?: string
  speed?: number | 'instant'
  /** Further parts of the address. */
  more?: string
}

interface Tapped {
  worlds: Worker[]
  inputs: Input[]
  /** Virtual ms that the world has reached. */
  now: number
}

/** Listens in on the port between the page and its world. */
function tap(): void {
  const tapped: Tapped = { worlds: [], inputs: [], now: 0 }
  class Tap extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options)
      tapped.worlds.push(this)
      this.addEventListener('message', ({ data }: MessageEvent<FromWorld>) => {
        if (data.type === 'inputs') tapped.inputs = data.inputs
        else if (data.type === 'time') tapped.now = data.now
      })
    }
  }
  Object.assign(window, { Worker: Tap, tapped })
}

/** The last line of the terminal while a shell waits for a command. */
const PROMPT = /[$#] +$/
const LONG = 30_000

export class Person {
  readonly page: Page
  /** Console errors, uncaught exceptions, files that could not be had. */
  readonly errors: string[] = []

  private constructor(page: Page) {
    this.page = page
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()))
    page.on('pageerror', (error) => this.errors.push(String(error.stack ?? error)))
    page.on('requestfailed', (request) => this.errors.push(`${request.url()} ${request.failure()?.errorText}`))
  }

  /** Opens the page and waits for the first prompt. */
  static async open(page: Page, opening: Opening = {}): Promise<Person> {
    const { lang = 'en', seed = 1, scenario = 'laptop', speed = 1, more = '' } = opening
    const person = new Person(page)
    await page.addInitScript(tap)
    await page.goto(`/#seed=${seed}&scenario=${scenario}&speed=${speed}&lang=${lang}${more}`)
    await person.prompt(-1)
    return person
  }

  screen(): Promise<string[]> {
    return this.page.evaluate(() => window.naru.screen())
  }

  state(): Promise<Scene> {
    return this.page.evaluate(() => window.naru.state())
  }

  trace(from = 0): Promise<TraceEvent[]> {
    return this.page.evaluate((first) => window.naru.trace(first), from)
  }

  events(): Promise<number> {
    return this.page.evaluate(() => window.naru.trace().length)
  }

  idle(): Promise<void> {
    return this.page.evaluate(() => window.naru.idle())
  }

  control(action: Parameters<Doors['control']>[0]): Promise<void> {
    return this.page.evaluate((what) => window.naru.control(what), action)
  }

  /** All that was told to the world so far. */
  inputs(): Promise<Input[]> {
    return this.page.evaluate(() => (window as unknown as { tapped: Tapped }).tapped.inputs)
  }

  worldTime(): Promise<number> {
    return this.page.evaluate(() => (window as unknown as { tapped: Tapped }).tapped.now)
  }

  /** Breaks the world: it is told of a scenario that there is none of. */
  crash(): Promise<void> {
    return this.page.evaluate(() => {
      const { worlds } = (window as unknown as { tapped: Tapped }).tapped
      worlds.at(-1)!.postMessage({ type: 'start', seed: 1, scenario: 'none', pace: { playing: true, speed: 1 } })
    })
  }

  /** Types without waiting for anything. Focus is in the terminal. */
  async keys(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key)
  }

  /** Puts a text into the terminal as the clipboard would. */
  async paste(text: string): Promise<void> {
    await this.page
      .locator('.xterm-helper-textarea')
      .last()
      .evaluate((area, pasted) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', pasted)
        area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, text)
  }

  /** Types the line and waits until the prompt is back; gives what was printed between. */
  async enter(line: string, prompt = PROMPT): Promise<string> {
    const at = await this.begin(line)
    return this.prompt(at, prompt)
  }

  /** Types the line; every pattern stands in what it prints. Gives that, and the events meanwhile. */
  async says(line: string, ...patterns: RegExp[]): Promise<{ text: string; trace: TraceEvent[] }> {
    const from = await this.events()
    const text = await this.enter(line)
    for (const pattern of patterns) expect.soft(text, line).toMatch(pattern)
    return { text, trace: await this.trace(from) }
  }

  /** Types the line and waits until the lines below it show `sign`; gives them. */
  async enterUntil(line: string, sign: RegExp): Promise<string> {
    const at = await this.begin(line)
    return this.until(at, sign)
  }

  /** Types the line and Enter; gives where its output begins. */
  async begin(line: string): Promise<number> {
    const at = await this.line()
    await this.keys(line)
    await this.press('Enter')
    return at
  }

  /** The number of the line with the cursor. */
  line(): Promise<number> {
    return this.page.evaluate(() => window.naru.screen().length - 1)
  }

  /** Waits for a prompt below the line `at`; gives what stands between. */
  async prompt(at: number, prompt = PROMPT): Promise<string> {
    await this.wait(at, prompt, true)
    await this.idle()
    return (await this.screen()).slice(at + 1, -1).join('\n')
  }

  async until(at: number, sign: RegExp): Promise<string> {
    await this.wait(at, sign, false)
    return (await this.screen()).slice(at + 1).join('\n')
  }

  private async wait(at: number, sign: RegExp, isLast: boolean): Promise<void> {
    const found = this.page.waitForFunction(
      ([from, source, flags, last]) => {
        const below = (window.naru?.screen() ?? []).slice(from + 1)
        return new RegExp(source, flags).test(last ? (below.at(-1) ?? '') : below.join('\n'))
      },
      [at, sign.source, sign.flags, isLast] as const,
      { timeout: LONG },
    )
    await found.catch(async () => {
      const shown = (await this.screen()).slice(Math.max(0, at)).join('\n')
      throw new Error(`waited for ${sign}, but the terminal shows:\n${shown}\n${this.errors.join('\n')}`)
    })
  }

  /** The scene once something holds for it. */
  async sees(what: string, holds: (scene: Scene) => boolean): Promise<Scene> {
    let scene: Scene | undefined
    await expect
      .poll(
        async () => {
          scene = await this.state()
          return holds(scene)
        },
        { message: what, timeout: LONG },
      )
      .toBe(true)
    return scene!
  }

  calm(): void {
    expect(this.errors, 'errors of the page').toEqual([])
  }
}
