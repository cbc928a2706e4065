// UTF-8 text and byte arrays. TextEncoder is the same in every runtime but is no part of the ECMAScript library types.

interface Codecs {
  TextEncoder: new () => { encode(text: string): Uint8Array }
  TextDecoder: new (
    label?: string,
    options?: { fatal?: boolean; ignoreBOM?: boolean },
  ) => { decode(bytes?: Uint8Array, options?: { stream?: boolean }): string }
}
const codecs = globalThis as unknown as Codecs
const encoder = new codecs.TextEncoder()
const decoder = new codecs.TextDecoder('utf-8', { ignoreBOM: true })

export const EMPTY = new Uint8Array(0)

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

export const text = (bytes: Uint8Array): string => decoder.decode(bytes)

/** Decodes chunk by chunk; a character cut in two is held back until the rest arrives. */
export function streamDecoder(): (bytes: Uint8Array) => string {
  const stream = new codecs.TextDecoder('utf-8', { ignoreBOM: true })
  return (bytes) => stream.decode(bytes, { stream: true })
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}

export const hex = (bytes: Uint8Array): string => {
  let out = ''
  for (const byte of bytes) out += (byte < 16 ? '0' : '') + byte.toString(16)
  return out
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function base64(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]]
    out += BASE64[a >> 2]! + BASE64[((a & 3) << 4) | ((b ?? 0) >> 4)]!
    out += b === undefined ? '=' : BASE64[((b & 15) << 2) | ((c ?? 0) >> 6)]!
    out += c === undefined ? '=' : BASE64[c & 63]!
  }
  return out
}

/** Accepts the standard and the URL alphabet, with or without padding; undefined when it is not base64. */
export function fromBase64(encoded: string): Uint8Array | undefined {
  const clean = encoded.replace(/\s+/g, '').replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(clean) || clean.length % 4 === 1) return undefined
  const out = new Uint8Array(Math.floor((clean.length * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (const char of clean) {
    held = (held << 6) | BASE64.indexOf(char)
    bits += 6
    if (bits < 8) continue
    bits -= 8
    out[at++] = (held >> bits) & 255
  }
  return out
}
