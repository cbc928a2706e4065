// The request that curl's options ask for.
import { text, utf8, concat, base64 } from '../../../kernel/bytes.ts'
import { parseUrl } from '../../../net/http.ts'
import { readAll } from '../../../kernel/queue.ts'
import { FsError } from '../../fs/filesystem.ts'
import type { Call } from '../call.ts'
import { CurlError } from './curl-transfer.ts'

export interface Message {
  method: string
  headers: Record<string, string>
  body: Uint8Array
  weight?: number
}

export async function compose(call: Call, url: string): Promise<Message> {
  const headers: Record<string, string> = { 'user-agent': call.value('A') ?? 'curl/8.5.0', accept: '*/*' }
  const parts: Uint8Array[] = []
  for (const { option, value = '' } of call.given) {
    const name = option.long ?? ''
    if (!/^(data|json)/.test(name)) continue
    if (parts.length > 0 && name !== 'json') parts.push(utf8('&'))
    parts.push(await data(call, name, value))
  }
  let body = concat(parts.length > 0 ? parts : [new Uint8Array()])
  const user = call.value('u') ?? parseUrl(url)?.user
  if (user !== undefined) headers.authorization = `Basic ${base64(utf8(user.includes(':') ? user : `${user}:`))}`
  const cookie = call.value('b')
  if (cookie?.includes('=')) headers.cookie = cookie
  const range = call.value('r')
  if (range !== undefined) headers.range = `bytes=${range}`
  if (parts.length > 0 && !call.has('G'))
    headers['content-type'] = call.has('json') ? 'application/json' : 'application/x-www-form-urlencoded'
  if (call.has('json')) headers.accept = 'application/json'
  const form = call.values('F')
  if (form.length > 0) {
    const boundary = '------------------------7f83c2b9a1d04e56'
    headers['content-type'] = `multipart/form-data; boundary=${boundary}`
    const fields = form.map(
      (field) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${field.split('=')[0]}"\r\n\r\n${field.slice(field.indexOf('=') + 1)}\r\n`,
    )
    body = utf8(`${fields.join('')}--${boundary}--\r\n`)
  }
  const upload = call.value('T')
  if (upload !== undefined)
    body = upload === '-' ? await readAll(call.process.stdin) : call.process.readFile(upload).bytes()
  for (const header of call.values('H')) {
    const match = /^([^:;]+)[:;]\s*(.*)$/.exec(header)
    if (!match) continue
    if (match[2] === '' && header.includes(':')) delete headers[match[1]!.toLowerCase()]
    else headers[match[1]!.toLowerCase()] = match[2]!
  }
  const posting = (parts.length > 0 && !call.has('G')) || form.length > 0
  const method = call.value('X') ?? (call.has('I') ? 'HEAD' : upload !== undefined ? 'PUT' : posting ? 'POST' : 'GET')
  if (body.length > 0 && !call.has('G')) headers['content-length'] = String(body.length)
  return { method, headers, body }
}

export async function data(call: Call, name: string, value: string): Promise<Uint8Array> {
  if (name === 'data-urlencode') {
    const at = value.indexOf('=')
    return utf8(
      at < 0 ? encodeURIComponent(value) : `${value.slice(0, at + 1)}${encodeURIComponent(value.slice(at + 1))}`,
    )
  }
  if (!value.startsWith('@') || name === 'data-raw') return utf8(value)
  const source = value.slice(1)
  try {
    const bytes = source === '-' ? await readAll(call.process.stdin) : call.process.readFile(source).bytes()
    return name === 'data-binary' || name === 'json' ? bytes : utf8(text(bytes).replace(/[\r\n\0]/g, ''))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new CurlError(26, `Failed to open ${source}`)
  }
}
