// apt's way to its servers: every file is told as it comes, with its size.
import { concat } from '../../../kernel/bytes.ts'
import { NetError } from '../../../net/errors.ts'
import { parseUrl } from '../../../net/http.ts'
import type { Call } from '../../programs/call.ts'
import { quiet, sizeText } from './output.ts'

export class Fetcher {
  private readonly call: Call
  private readonly begun: number
  private number = 0
  fetched = 0

  constructor(call: Call) {
    this.call = call
    this.begun = call.process.kernel.clock.now
  }

  /** The body; undefined after saying why not. */
  async get(url: string, label: string): Promise<{ body: Uint8Array; status: number } | undefined> {
    const { process } = this.call
    try {
      const response = await process.request(url)
      const chunks: Uint8Array[] = []
      for (
        let chunk = await response.body.read();
        chunk !== null;
        chunk = await process.alive(() => response.body.read())
      )
        chunks.push(chunk)
      if (response.status !== 200) {
        await this.call.print(`Err:${++this.number} ${label}\n  ${response.status}  Not Found\n`)
        return { body: new Uint8Array(0), status: response.status }
      }
      this.fetched += response.weight
      if (!quiet(this.call)) await this.call.print(`Get:${++this.number} ${label} [${sizeText(response.weight)}]\n`)
      return { body: chunks.length > 0 ? concat(chunks) : new Uint8Array(0), status: 200 }
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      const host = parseUrl(url)!.host
      const why =
        error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
          ? `Temporary failure resolving '${host}'`
          : `Could not connect to ${host}:80 (${error.target}). - connect (111: Connection refused)`
      await this.call.print(`Err:${++this.number} ${label}\n  ${why}\n`)
      this.problems.push(why)
      return undefined
    }
  }

  readonly problems: string[] = []

  summary(): string {
    const seconds = Math.max(0, (this.call.process.kernel.clock.now - this.begun) / 1000)
    const speed = sizeText(Math.round(this.fetched / Math.max(0.1, seconds)))
    return quiet(this.call) ? '' : `Fetched ${sizeText(this.fetched)} in ${Math.round(seconds)}s (${speed}/s)\n`
  }
}
