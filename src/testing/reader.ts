// A person who follows a page of documentation on a machine of their own.
//
// A page presumes things that its author had: a container called my_container, an image my_image, a file ./env.list, an id of
// the author's run. A reader has such things or makes them, and then types the page's command again. This one knows nothing but the
// lines it types and what the tools answer: each refusal names what is missing, and each remedy is a command that is really typed.
// It never sees what the page shows. What an engine refuses for other reasons stays refused.
import type { Ran } from '../world/session.ts'
import type { Person } from './person.ts'
import { REMEDIES } from './reader-remedies.ts'
import { filtersOf, foundNothing, life, listingOf, stock } from './reader-stock.ts'

/** Remedies for one line, and for the lines of a remedy. */
const [PATIENCE, DEPTH] = [6, 3]
/** Virtual ms for which events are watched while something happens elsewhere: a container that ignores TERM takes ten seconds to stop. */
const EVENTS_MS = 30_000
/** An image that serves as anything: a web server on Debian, with a shell. */
const STAND_IN = 'nginx'
const FOREIGN_ID = /^(?=[0-9a-f]*\d)[0-9a-f]{3,64}$/
const ARCHIVE = /\.(tar|tgz|tar\.gz)$/

export class Reader {
  private readonly person: Person
  /** Ids that the page's author had → the reader's own. */
  private readonly ids = new Map<string, string>()
  /** Names and ids of what the reader made. */
  private readonly made = new Set<string>()
  private readonly networks = new Set<string>()
  private readonly republished = new Set<string>()
  private depth = 0

  constructor(person: Person) {
    this.person = person
  }

  /** A line of the page; what it prints in the end, with the page's ids for the reader's own. */
  async type(line: string, within?: number): Promise<Ran> {
    const events = within !== undefined && /\bdocker\s+(system\s+)?events\b/.test(line)
    if (events && !line.includes('--since')) this.person.elsewhere(life(filtersOf(this.own(line))))
    const patience = events ? EVENTS_MS : within
    let ran = await this.enter(line, patience)
    const mended = new Set<string>()
    for (let tries = 0; tries < PATIENCE && (await this.mend(line, ran, mended)); tries++) {
      ran = await this.enter(line, patience)
    }
    return { ...ran, stdout: this.theirs(ran.stdout), stderr: this.theirs(ran.stderr) }
  }

  /** Types it and answers questions for a password. */
  private async enter(line: string, within?: number): Promise<Ran> {
    let ran = await this.person.type(this.own(line), within)
    while (/password: ?$/i.test(ran.stdout + ran.stderr)) {
      const more = await this.person.enter('a-long-secret')
      ran = { ...more, stdout: `${ran.stdout}\n${more.stdout}`, stderr: `${ran.stderr}\n${more.stderr}` }
    }
    return ran
  }

  /** True when something was done about it. */
  private async mend(line: string, ran: Ran, mended: Set<string>): Promise<boolean> {
    const once = (what: string) => !mended.has(what) && mended.add(what)
    // It waits for an end that only another terminal can bring about.
    const awaited = ran.exit === 130 && /\bdocker\s+(?:container\s+)?wait\s+(\S+)/.exec(line)
    if (awaited && once('wait')) {
      this.person.elsewhere(`sleep 5; docker stop ${awaited[1]}`)
      return true
    }
    const printed = ran.stdout + ran.stderr
    let done = false
    for (const [refusal, remedy] of ran.exit === 130 ? [] : REMEDIES) {
      if (done) break
      for (const found of printed.matchAll(new RegExp(refusal, `${refusal.flags}g`))) {
        const doing = once(found[0]) && remedy(this, found, line)
        if (!doing) continue
        await doing
        done = true
      }
    }
    const listing = listingOf(line)
    if (done || !listing || !foundNothing(listing, printed) || !once('stock')) return done
    await this.prepareAll(stock(listing))
    return true
  }

  /** A line of the reader's own, followed as well as one of the page. */
  async prepare(line: string): Promise<Ran> {
    if (++this.depth > DEPTH) throw new Error(`a reader lost in remedies: ${line}`)
    const ran = await this.type(line)
    this.depth--
    return ran
  }

  async prepareAll(lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.prepare(line)
  }

  owned(name: string): boolean {
    return this.made.has(name)
  }

  isNetwork(name: string): boolean {
    return this.networks.has(name)
  }

  async container(name: string): Promise<void> {
    // `webapp/db` is the name that a link gave to db.
    const [parent, alias] = name.split('/')
    if (alias) await this.container(alias)
    if (FOREIGN_ID.test(name)) return this.remember(name, await this.prepare(`docker run -d -P ${STAND_IN}`))
    const link = alias ? `--link ${alias}` : ''
    this.remember(parent!, await this.prepare(`docker run -d -P --name ${parent} ${link} ${STAND_IN}`))
  }

  /** Another person's image, or one of a registry: itself, else anything under that name. */
  async image(name: string, line: string, pull: boolean): Promise<void> {
    const bare = name.replace(/:latest$/, '')
    if (FOREIGN_ID.test(bare) && line.includes(bare)) {
      await this.prepare(`docker pull ${STAND_IN}`)
      return this.remember(bare, await this.prepare(`docker images -q --no-trunc ${STAND_IN}`))
    }
    if (pull && (await this.person.type(`docker pull ${name}`)).exit === 0) return
    await this.prepareAll([`docker pull ${STAND_IN}`, `docker tag ${STAND_IN} ${name}`])
  }

  async network(name: string): Promise<void> {
    const own = FOREIGN_ID.test(name) ? `own-${name.slice(0, 4)}` : name
    this.networks.add(name)
    this.remember(name, await this.prepare(`docker network create ${own}`))
  }

  /** Once for a container: what is still not published then is not meant to be. */
  publish(name: string, port: string): Promise<void> | undefined {
    if (!this.owned(name) || this.republished.has(name)) return undefined
    this.republished.add(name)
    return this.prepareAll([`docker rm -f ${name}`, `docker run -d --name ${name} -p ${port} ${STAND_IN}`])
  }

  /** An archive that docker itself writes, else words that a file of variables, of labels or of commands may hold. */
  missing(path: string, line: string): Promise<void> | undefined {
    if (ARCHIVE.test(path)) return this.archive(path, line)
    if (/(^|\/)Dockerfile/.test(path)) return this.dockerfile(path)
    // What stands in a manifest nobody can guess.
    return /\.(ya?ml|json)$/.test(path) ? undefined : this.file(path, 'name=value\\n')
  }

  private async archive(path: string, line: string): Promise<void> {
    const image = path.split('/').at(-1)!.split(/[.-]/)[0]!
    const zip = path.endsWith('z') ? '| gzip' : ''
    if (!/\bload\b/.test(line)) return this.write(path, `docker export $(docker create busybox) ${zip}`)
    await this.image(image, line, true)
    return this.write(path, `docker save ${image} ${zip}`)
  }

  folder(path: string): Promise<Ran> {
    return this.prepare(`${path.startsWith('/') ? 'sudo ' : ''}mkdir -p ${path}`)
  }

  dockerfile(path: string): Promise<void> {
    return this.file(path, 'FROM busybox\\nCMD ["top"]\\n')
  }

  private file(path: string, content: string): Promise<void> {
    return this.write(path, `printf '${content}'`)
  }

  private async write(path: string, command: string): Promise<void> {
    const folder = /^(.*)\/[^/]*$/.exec(path)?.[1] || '.'
    const sudo = path.startsWith('/') ? 'sudo' : ''
    await this.prepare(`${sudo} mkdir -p ${folder}; ${command} | ${sudo} tee ${path} >/dev/null`)
  }

  private remember(name: string, ran: Ran): void {
    const id = /[0-9a-f]{64}/.exec(ran.stdout)?.[0]
    if (!id) return
    this.made.add(name).add(id)
    if (FOREIGN_ID.test(name)) this.ids.set(name, id.slice(0, name.length))
  }

  private own(line: string): string {
    return line.replace(/[0-9a-f]{3,}/g, (word) => this.ids.get(word) ?? word)
  }

  private theirs(printed: string): string {
    let text = printed
    for (const [theirs, own] of this.ids) text = text.replaceAll(own, theirs)
    return text
  }
}
