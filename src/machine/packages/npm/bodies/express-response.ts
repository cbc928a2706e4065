// What express adds to a response, and express.static.
export const response: Record<string, string> = {
  'types.js': String.raw`
const TYPES = {
  html: 'text/html; charset=utf-8', htm: 'text/html; charset=utf-8', txt: 'text/plain; charset=utf-8', css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8', mjs: 'text/javascript; charset=utf-8', json: 'application/json; charset=utf-8', xml: 'application/xml',
  svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', ico: 'image/x-icon', pdf: 'application/pdf',
}
module.exports = (name) => TYPES[name.split('.').pop().toLowerCase()] || 'application/octet-stream'
`,
  'response.js': String.raw`
const http = require('http')
const fs = require('fs')
const path = require('path')
const crypto = require('crypto')
const typeOf = require('./types')
const etag = (body) => 'W/"' + body.length.toString(16) + '-' + crypto.createHash('sha1').update(body).digest('base64').slice(0, 27) + '"'
module.exports = function (req, res, app) {
  const set = (name, value) => {
    if (typeof name === 'object') for (const key of Object.keys(name)) set(key, name[key])
    else {
      const plain = name.toLowerCase() === 'content-type' && /^(text\/|application\/json)/.test(value) && !/charset/.test(value)
      res.setHeader(name, plain ? value + '; charset=utf-8' : value)
    }
    return res
  }
  const send = (body) => {
    if (typeof body === 'number' || typeof body === 'boolean' || (body && typeof body === 'object' && !Buffer.isBuffer(body))) return json(body)
    const bytes = body === undefined || body === null ? Buffer.from('') : Buffer.isBuffer(body) ? body : Buffer.from(String(body))
    if (body !== undefined && body !== null && !res.getHeader('Content-Type'))
      res.setHeader('Content-Type', Buffer.isBuffer(body) ? 'application/octet-stream' : 'text/html; charset=utf-8')
    if (bytes.length > 0 || body === '') {
      if (!res.getHeader('ETag') && app.get('etag')) res.setHeader('ETag', etag(bytes))
      if (req.headers['if-none-match'] === res.getHeader('ETag') && (req.method === 'GET' || req.method === 'HEAD')) res.statusCode = 304
    }
    if (res.statusCode === 204 || res.statusCode === 304) {
      res.removeHeader('Content-Type')
      return res.end()
    }
    return res.end(bytes)
  }
  const json = (value) => {
    if (!res.getHeader('Content-Type')) res.setHeader('Content-Type', 'application/json; charset=utf-8')
    const text = JSON.stringify(value, app.get('json replacer'), app.get('json spaces'))
    return send(text === undefined ? '' : text)
  }
  const status = (code) => { res.statusCode = code; return res }
  const sendFile = (name, ...more) => {
    const options = typeof more[0] === 'object' ? more[0] : {}
    const done = more.find((each) => typeof each === 'function')
    if (!options.root && name[0] !== '/') throw new TypeError('path must be absolute or specify root to res.sendFile')
    const file = options.root ? path.join(options.root, name) : name
    if (!fs.existsSync(file) || fs.statSync(file).isDirectory()) {
      const error = Object.assign(new Error("ENOENT: no such file or directory, stat '" + file + "'"), { status: 404, statusCode: 404, code: 'ENOENT', path: file })
      if (done) return done(error)
      return res.next ? res.next(error) : status(404).send('Not Found')
    }
    if (!res.getHeader('Content-Type')) res.setHeader('Content-Type', typeOf(file))
    res.setHeader('Accept-Ranges', 'bytes')
    res.setHeader('Cache-Control', 'public, max-age=0')
    const about = fs.statSync(file)
    res.setHeader('Last-Modified', new Date(about.mtimeMs).toUTCString())
    res.setHeader('ETag', 'W/"' + about.size.toString(16) + '-' + Math.floor(about.mtimeMs).toString(16) + '"')
    res.end(fs.readFileSync(file))
    if (done) done()
  }
  const redirect = (...args) => {
    const code = typeof args[0] === 'number' ? args.shift() : 302
    const place = args[0] === 'back' ? req.get('Referrer') || '/' : args[0]
    status(code).set('Location', place).set('Content-Type', 'text/plain; charset=utf-8')
    return res.end((http.STATUS_CODES[code] || 'Found') + '. Redirecting to ' + place)
  }
  const cookie = (name, value, options = {}) => {
    const text = name + '=' + encodeURIComponent(typeof value === 'object' ? 'j:' + JSON.stringify(value) : String(value)) + '; Path=' + (options.path || '/') + (options.maxAge ? '; Max-Age=' + Math.floor(options.maxAge / 1000) : '') + (options.httpOnly ? '; HttpOnly' : '')
    return set('Set-Cookie', text)
  }
  Object.assign(res, {
    app,
    req,
    locals: {},
    set,
    header: set,
    get: (name) => res.getHeader(name),
    send,
    json,
    status,
    sendFile,
    redirect,
    cookie,
    clearCookie: (name) => set('Set-Cookie', name + '=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'),
    sendStatus: (code) => status(code).type('txt').send(http.STATUS_CODES[code] || String(code)),
    type: (name) => set('Content-Type', name.includes('/') ? name : typeOf(name)),
    contentType: (name) => res.type(name),
    location: (place) => set('Location', place),
    append: (name, value) => set(name, value),
    vary: (name) => set('Vary', name),
    download: (name) => { set('Content-Disposition', 'attachment; filename="' + path.basename(name) + '"'); sendFile(path.resolve(name)) },
    format: (choices) => { const type = Object.keys(choices).find((each) => req.accepts(each)); choices[type](req, res) },
    render: () => { throw new Error('naru: the views of express are not simulated') },
  })
}
`,
  'static.js': String.raw`
const fs = require('fs')
const path = require('path')
module.exports = function (root, options = {}) {
  if (!root) throw new TypeError('root path required')
  const folder = path.resolve(root)
  return function serveStatic(req, res, next) {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    let file = path.join(folder, decodeURIComponent(req.path))
    if (file !== folder && !file.startsWith(folder + '/')) return next()
    if (fs.existsSync(file) && fs.statSync(file).isDirectory()) {
      if (options.index === false) return next()
      if (!req.path.endsWith('/')) return res.redirect(301, req.baseUrl + req.path + '/')
      file = path.join(file, options.index || 'index.html')
    }
    if (!fs.existsSync(file)) return next()
    res.sendFile(file)
  }
}
`,
}
