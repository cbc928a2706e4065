// The format of our jars: what a Java application does, as a few lines at the head of an archive of the right size.
import { text, utf8 } from '../../kernel/bytes.ts'
import { Content } from '../../kernel/content.ts'

const MAGIC = 'PK\x03\x04naru-app\n'

/** A small web application: it answers every path with a greeting. */
export interface App {
  name: string
  /** TCP port it listens on. */
  port: number
  /** ms from start until it answers. */
  start: number
  /** Resident bytes once it runs. */
  memory: number
  /** First line of every answer; `{hostname}` is the machine's or container's. */
  greeting: string
  /** Spring Boot's version, if it logs as Spring Boot does. */
  spring?: string
}

/** A jar of `size` bytes that `java -jar` can run. */
export function jarFile(app: App, size: number): Content {
  return Content.bulk(size, `jar:${app.name}`, utf8(`${MAGIC}${JSON.stringify(app)}\n`))
}

/** The application in a jar; undefined when the file is none of ours. */
export function readJar(content: Content): App | undefined {
  const head = text(content.head().subarray(0, 4096))
  if (!head.startsWith(MAGIC)) return undefined
  return JSON.parse(head.slice(MAGIC.length).split('\n', 1)[0]!) as App
}
