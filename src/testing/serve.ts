// The built page on loopback, gzipped, with a record of what was asked for: what a first load really costs.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
}

export interface Served {
  url: string
  /** Every file sent so far, with its gzipped size in bytes. */
  sent: { file: string; bytes: number }[]
  close(): void
}

export async function serve(root: string): Promise<Served> {
  const sent: Served['sent'] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname
    const file = path === '/' ? 'index.html' : path.slice(1)
    if (!existsSync(join(root, file))) return response.writeHead(404).end()
    const body = gzipSync(readFileSync(join(root, file)), { level: 9 })
    sent.push({ file, bytes: body.length })
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, sent, close: () => server.close() }
}
