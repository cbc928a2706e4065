// Small middlewares: cors, morgan, body-parser; and dotenv.
import { parsers } from './express.ts'
import type { Body } from './index.ts'

export const bodyParser = parsers.replace('EMPTY', 'true')

export const cors = String.raw`
module.exports = function (options = {}) {
  const chosen = (req) => {
    const { origin = '*' } = options
    if (origin === '*') return '*'
    const asked = req.headers.origin
    if (origin === true) return asked
    if (Array.isArray(origin)) return origin.includes(asked) ? asked : undefined
    return origin instanceof RegExp ? (origin.test(asked) ? asked : undefined) : origin
  }
  return function (req, res, next) {
    const origin = chosen(req)
    if (origin) res.setHeader('Access-Control-Allow-Origin', origin)
    if (origin !== '*') res.setHeader('Vary', 'Origin')
    if (options.credentials) res.setHeader('Access-Control-Allow-Credentials', 'true')
    if (req.method !== 'OPTIONS') return next()
    res.setHeader('Access-Control-Allow-Methods', [].concat(options.methods || 'GET,HEAD,PUT,PATCH,POST,DELETE').join(','))
    const wanted = options.allowedHeaders || req.headers['access-control-request-headers']
    if (wanted) res.setHeader('Access-Control-Allow-Headers', [].concat(wanted).join(','))
    if (options.preflightContinue) return next()
    res.statusCode = options.optionsSuccessStatus || 204
    res.setHeader('Content-Length', '0')
    res.end()
  }
}
`

export const morgan = String.raw`
const two = (n) => String(n).padStart(2, '0')
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const clf = (d) => two(d.getUTCDate()) + '/' + MONTHS[d.getUTCMonth()] + '/' + d.getUTCFullYear() + ':' + two(d.getUTCHours()) + ':' + two(d.getUTCMinutes()) + ':' + two(d.getUTCSeconds()) + ' +0000'
const FORMATS = {
  combined: ':remote-addr - :remote-user [:date[clf]] ":method :url HTTP/:http-version" :status :res[content-length] ":referrer" ":user-agent"',
  common: ':remote-addr - :remote-user [:date[clf]] ":method :url HTTP/:http-version" :status :res[content-length]',
  short: ':remote-addr :remote-user :method :url HTTP/:http-version :status :res[content-length] - :response-time ms',
  tiny: ':method :url :status :res[content-length] - :response-time ms',
}
const values = (req, res, started) => ({
  'remote-addr': () => req.ip || req.socket.remoteAddress,
  'remote-user': () => undefined,
  date: (kind) => (kind === 'clf' || !kind ? clf(new Date()) : kind === 'iso' ? new Date().toISOString() : new Date().toUTCString()),
  method: () => req.method,
  url: () => req.originalUrl || req.url,
  'http-version': () => req.httpVersion,
  status: () => String(res.statusCode),
  res: (name) => res.getHeader(name),
  req: (name) => req.headers[name],
  referrer: () => req.headers.referer,
  'user-agent': () => req.headers['user-agent'],
  'response-time': () => (Date.now() - started + 0.3).toFixed(3),
})
module.exports = function (format = 'dev', options = {}) {
  return function logger(req, res, next) {
    const started = Date.now()
    res.on('finish', () => {
      const known = values(req, res, started)
      if (options.skip && options.skip(req, res)) return
      const dev = format === 'dev'
      const pattern = dev ? ':method :url :status :response-time ms - :res[content-length]' : FORMATS[format] || format
      const fill = (text) => text.replace(/:([a-z-]+)(?:\[([^\]]+)\])?/g, (whole, name, argument) => {
        const value = known[name] ? known[name](argument) : undefined
        return value === undefined || value === '' ? '-' : String(value)
      })
      const code = res.statusCode
      const color = code >= 500 ? 31 : code >= 400 ? 33 : code >= 300 ? 36 : code >= 200 ? 32 : 0
      const line = typeof format === 'function' ? format(known, req, res) : dev
        ? '\x1b[0m' + fill(':method :url ') + '\x1b[' + color + 'm' + fill(':status ') + '\x1b[0m' + fill(':response-time ms - :res[content-length]') + '\x1b[0m'
        : fill(pattern)
      if (options.stream) options.stream.write(line + '\n')
      else process.stdout.write(line + '\n')
    })
    next()
  }
}
`

const environment = (major: number) => String.raw`
const fs = require('fs')
const path = require('path')
function parse(source) {
  const out = {}
  for (const line of String(source).split(/\r?\n/)) {
    const found = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line)
    if (!found || /^\s*#/.test(line)) continue
    const quoted = /^(['"])(.*)\1/.exec(found[2])
    out[found[1]] = quoted ? (quoted[1] === '"' ? quoted[2].replace(/\\n/g, '\n') : quoted[2]) : found[2].replace(/\s+#.*$/, '')
  }
  return out
}
function tell(options, count) {
  const { version } = require('./package.json')
  if (!options.quiet) console.log('[dotenv@' + version + '] injecting env (' + count + ') from ' + (options.path || '.env'))
}
function config(options = {}) {
  const file = path.resolve(options.path || '.env')
  try {
    const parsed = parse(fs.readFileSync(file, 'utf8'))
    for (const name of Object.keys(parsed)) if (options.override || process.env[name] === undefined) process.env[name] = parsed[name]
    ${major >= 17 ? 'tell(options, Object.keys(parsed).length)' : ''}
    return { parsed }
  } catch (error) {
    ${major >= 17 ? 'tell(options, 0)' : ''}
    return { error, parsed: {} }
  }
}
module.exports = { config, parse }
`

export const dotenv = (major: number): Body => ({
  main: environment(major),
  files: { 'config.js': "require('./index.js').config()\n" },
  engines: '>=12',
})
