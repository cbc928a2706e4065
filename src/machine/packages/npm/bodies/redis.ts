// redis: the client of version 4 and later, which speaks RESP over a connection.
export const redis = String.raw`
const net = require('net')
const EventEmitter = require('events')
class ErrorReply extends Error {}
function encode(words) {
  let out = '*' + words.length + '\r\n'
  for (const word of words) out += '$' + Buffer.byteLength(String(word)) + '\r\n' + String(word) + '\r\n'
  return out
}
/** One reply from the beginning of the text, and where it ends. */
function decode(text, at) {
  const end = text.indexOf('\r\n', at)
  if (end < 0) return undefined
  const line = text.slice(at + 1, end)
  const kind = text[at]
  if (kind === '+') return { value: line, at: end + 2 }
  if (kind === '-') return { value: new ErrorReply(line), at: end + 2 }
  if (kind === ':') return { value: Number(line), at: end + 2 }
  const length = Number(line)
  if (length < 0) return { value: null, at: end + 2 }
  if (kind === '$') {
    const bytes = Buffer.from(text.slice(end + 2))
    if (bytes.length < length + 2) return undefined
    const value = bytes.toString().slice(0, length) === text.slice(end + 2, end + 2 + length) && Buffer.byteLength(text.slice(end + 2, end + 2 + length)) === length
      ? text.slice(end + 2, end + 2 + length)
      : cut(text.slice(end + 2), length)
    return { value, at: end + 2 + value.length + 2 }
  }
  const items = []
  let next = end + 2
  for (let i = 0; i < length; i++) {
    const item = decode(text, next)
    if (!item) return undefined
    items.push(item.value)
    next = item.at
  }
  return { value: items, at: next }
}
/** The text that takes so many bytes. */
function cut(text, length) {
  let size = 0
  let out = ''
  for (const char of text) {
    if (size >= length) break
    size += Buffer.byteLength(char)
    out += char
  }
  return out
}
const hash = (list) => {
  const out = {}
  for (let i = 0; i < list.length; i += 2) out[list[i]] = list[i + 1]
  return out
}
const names = (first, second) => (second === undefined && typeof first === 'object' ? Object.entries(first).flat() : [first, second])
const setOptions = (o = {}) => [...(o.EX ? ['EX', o.EX] : []), ...(o.PX ? ['PX', o.PX] : []), ...(o.NX ? ['NX'] : []), ...(o.XX ? ['XX'] : [])]
const COMMANDS = {
  set: (key, value, options) => [['SET', key, value, ...setOptions(options)]],
  setEx: (key, seconds, value) => [['SETEX', key, seconds, value]],
  hSet: (key, first, second) => [['HSET', key, ...names(first, second)]],
  hGetAll: (key) => [['HGETALL', key], hash],
  del: (keys) => [['DEL', ...[].concat(keys)]],
  exists: (keys) => [['EXISTS', ...[].concat(keys)]],
  lPush: (key, values) => [['LPUSH', key, ...[].concat(values)]],
  rPush: (key, values) => [['RPUSH', key, ...[].concat(values)]],
  sAdd: (key, values) => [['SADD', key, ...[].concat(values)]],
}
const PLAIN = 'get incr decr incrBy decrBy expire ttl keys mGet hGet hDel hIncrBy lRange lLen lPop rPop sMembers sIsMember sRem ping flushAll dbSize type append strLen echo info'.split(' ')
class Client extends EventEmitter {
  constructor(options = {}) {
    super()
    const found = /^rediss?:\/\/(?:([^:@]*):?([^@]*)@)?([^:/]+)(?::(\d+))?(?:\/(\d+))?/.exec(options.url || '')
    const socket = options.socket || {}
    this.host = found ? found[3] : socket.host || 'localhost'
    this.port = Number(found ? found[4] || 6379 : socket.port || 6379)
    this.password = options.password || (found && found[2])
    this.retry = socket.reconnectStrategy
    this.waiting = []
    this.isOpen = false
    this.isReady = false
    this.text = ''
  }
  connect() {
    this.isOpen = true
    return new Promise((resolve, reject) => this.attempt(0, resolve, reject))
  }
  attempt(tries, resolve, reject) {
    const socket = net.connect(this.port, this.host)
    this.socket = socket
    socket.on('connect', async () => {
      if (this.password) await this.sendCommand(['AUTH', this.password])
      this.isReady = true
      this.emit('connect')
      this.emit('ready')
      resolve(this)
    })
    socket.on('data', (chunk) => this.take(chunk))
    socket.on('error', (error) => {
      if (!this.isOpen) return
      if (!this.emit('error', error)) return reject(error)
      if (this.retry === false) return reject(error)
      const delay = typeof this.retry === 'function' ? this.retry(tries, error) : Math.min(tries * 50, 500)
      if (delay === false || delay instanceof Error) return reject(delay || error)
      this.emit('reconnecting')
      setTimeout(() => this.attempt(tries + 1, resolve, reject), delay)
    })
    socket.on('close', () => {
      const wasReady = this.isReady
      this.isReady = false
      if (!this.isOpen || !wasReady) return
      const lost = new Error('Socket closed unexpectedly')
      for (const each of this.waiting.splice(0)) each.reject(lost)
      this.emit('error', lost)
      this.emit('reconnecting')
      setTimeout(() => this.attempt(1, () => {}, () => {}), 50)
    })
  }
  take(chunk) {
    this.text += chunk
    let at = 0
    for (let reply = decode(this.text, at); reply && at < this.text.length; reply = decode(this.text, at)) {
      at = reply.at
      const asked = this.waiting.shift()
      if (asked) reply.value instanceof Error ? asked.reject(reply.value) : asked.resolve(reply.value)
      if (at >= this.text.length) break
    }
    this.text = this.text.slice(at)
  }
  sendCommand(words) {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) return reject(new Error('The client is closed'))
      this.waiting.push({ resolve, reject })
      this.socket.write(encode(words))
    })
  }
  async quit() {
    const said = await this.sendCommand(['QUIT'])
    this.destroy()
    return said
  }
  disconnect() {
    this.destroy()
    return Promise.resolve()
  }
  close() {
    return this.disconnect()
  }
  destroy() {
    this.isOpen = false
    this.isReady = false
    if (this.socket) this.socket.end()
    this.emit('end')
  }
}
for (const name of PLAIN) COMMANDS[name] = (...args) => [[name.toUpperCase(), ...args.flat()]]
for (const name of Object.keys(COMMANDS)) {
  const run = async function (...args) {
    const [words, shape] = COMMANDS[name](...args)
    const reply = await this.sendCommand(words)
    return shape ? shape(reply) : reply
  }
  Client.prototype[name] = run
  Client.prototype[name.toUpperCase()] = run
}
exports.createClient = (options) => new Client(options)
exports.ErrorReply = ErrorReply
`
