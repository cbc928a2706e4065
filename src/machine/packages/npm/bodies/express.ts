// express: an application is a router; a router is a list of layers; requests go from one to the next.
import type { Body } from './index.ts'
import { request } from './express-request.ts'
import { response } from './express-response.ts'

const patterns = String.raw`
exports.compile = function (pattern, whole, strict) {
  if (pattern instanceof RegExp) return { regexp: pattern, names: [] }
  if (Array.isArray(pattern)) {
    const all = pattern.map((each) => exports.compile(each, whole, strict))
    return { any: all }
  }
  const names = []
  if (strict && /(^|\/)\*(\/|$)/.test(pattern))
    throw new TypeError('Missing parameter name at index ' + (pattern.indexOf('*') + 1) + ': ' + pattern + '; visit https://git.new/pathToRegexpError for info')
  let out = ''
  let rest = pattern === '/' && !whole ? '' : pattern.replace(/\/$/, '')
  while (rest.length > 0) {
    const optional = /^\{\/?\*(\w+)\}/.exec(rest)
    const splat = /^\/?\*(\w+)/.exec(rest)
    const named = /^:(\w+)(\([^)]*\))?(\?)?/.exec(rest)
    const slashed = /^\/:(\w+)\?/.exec(rest)
    if (optional) { names.push(optional[1]); out += '(?:/(.*))?'; rest = rest.slice(optional[0].length) }
    else if (splat) { names.push(splat[1]); out += '/(.+)'; rest = rest.slice(splat[0].length) }
    else if (slashed) { names.push(slashed[1]); out += '(?:/([^/]+))?'; rest = rest.slice(slashed[0].length) }
    else if (named) { names.push(named[1]); out += (named[2] || '([^/]+)') + (named[3] || ''); rest = rest.slice(named[0].length) }
    else if (rest[0] === '*') { names.push(String(names.length)); out += '(.*)'; rest = rest.slice(1) }
    else { out += /[.+^$|()[\]{}\\]/.test(rest[0]) ? '\\' + rest[0] : rest[0]; rest = rest.slice(1) }
  }
  return { regexp: new RegExp('^' + out + (whole ? '/?$' : '(?=/|$)'), 'i'), names }
}
exports.match = function (compiled, path) {
  if (compiled.any) {
    for (const each of compiled.any) {
      const found = exports.match(each, path)
      if (found) return found
    }
    return undefined
  }
  const found = compiled.regexp.exec(path)
  if (!found) return undefined
  const params = {}
  compiled.names.forEach((name, i) => { if (found[i + 1] !== undefined) params[name] = decodeURIComponent(found[i + 1]) })
  return { params, matched: found[0] }
}
`

const router = (major: number) => String.raw`
const { compile, match } = require('./patterns')
const METHODS = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options']
const flat = (list) => list.flat(Infinity)
module.exports = function Router(options) {
  const layers = []
  const router = function (req, res, next) { router.handle(req, res, next) }
  const check = (handlers, what) => {
    for (const each of handlers)
      if (typeof each !== 'function')
        throw new TypeError(${major < 5 ? "what + ' requires a middleware function but got a ' + (each === undefined ? 'undefined' : typeof each)" : "'argument handler must be a function'"})
  }
  router.stack = layers
  router.use = function (...args) {
    const path = typeof args[0] === 'function' || (Array.isArray(args[0]) && typeof args[0][0] === 'function') ? '/' : args.shift()
    const handlers = flat(args)
    if (handlers.length === 0) throw new TypeError(${major < 5 ? "'Router.use() requires a middleware function'" : "'argument handler is required'"})
    check(handlers, 'Router.use()')
    for (const handler of handlers) layers.push({ path: compile(path, false, ${major >= 5}), handler, mounted: true })
    return router
  }
  const add = (method, path, handlers) => {
    check(flat(handlers), 'Route.' + method + '()')
    layers.push({ path: compile(path, true, ${major >= 5}), method, handlers: flat(handlers) })
    return router
  }
  for (const method of METHODS) router[method] = (path, ...handlers) => add(method, path, handlers)
  router.all = (path, ...handlers) => add('all', path, handlers)
  router.route = (path) => {
    const route = {}
    for (const method of METHODS.concat('all')) route[method] = (...handlers) => (add(method, path, handlers), route)
    return route
  }
  const checks = {}
  router.param = (name, handler) => { checks[name] = handler; return router }
  router.handle = function (req, res, done) {
    const at = { base: req.baseUrl || '', url: req.url, params: req.params }
    let index = 0
    const finish = (error) => {
      req.baseUrl = at.base
      req.url = at.url
      req.params = at.params
      done(error === 'router' ? undefined : error)
    }
    const call = (handler, error, next) => {
      const takes = handler.length
      if (error !== undefined && takes !== 4) return next(error)
      if (error === undefined && takes > 3) return next()
      try {
        const made = error === undefined ? handler(req, res, next) : handler(error, req, res, next)
        ${major >= 5 ? "if (made && typeof made.then === 'function') made.then(undefined, (failed) => next(failed || new Error('Rejected promise')))" : ''}
      } catch (failed) {
        next(failed)
      }
    }
    const next = (error) => {
      if (error === 'router') return finish()
      if (error === 'route') error = undefined
      req.baseUrl = at.base
      req.url = at.url
      const path = at.url.split('?')[0]
      while (index < layers.length) {
        const layer = layers[index++]
        const found = match(layer.path, path || '/')
        if (!found) continue
        req.params = Object.assign({}, options && options.mergeParams ? at.params : {}, found.params)
        if (layer.mounted) {
          req.baseUrl = at.base + found.matched
          req.url = at.url.slice(found.matched.length)
          if (req.url[0] !== '/') req.url = '/' + req.url
          return call(layer.handler, error, next)
        }
        const method = req.method.toLowerCase()
        if (layer.method !== 'all' && layer.method !== method && !(method === 'head' && layer.method === 'get')) continue
        return through(layer.handlers, error, next)
      }
      finish(error)
    }
    const through = (handlers, error, after) => {
      let i = 0
      const step = (failed) => {
        if (failed === 'route') return after()
        if (failed === 'router' || i >= handlers.length) return after(failed)
        call(handlers[i++], failed, step)
      }
      const names = Object.keys(req.params).filter((name) => checks[name])
      const verify = (failed) => {
        const name = names.shift()
        if (failed !== undefined || name === undefined) return step(failed)
        checks[name](req, res, verify, req.params[name], name)
      }
      verify(error)
    }
    next()
  }
  return router
}
`

const application = String.raw`
const http = require('http')
const Router = require('./router')
const request = require('./request')
const response = require('./response')
const page = (text) => '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>' + text + '</pre>\n</body>\n</html>\n'
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;')
function last(app, req, res, error) {
  const production = app.get('env') === 'production'
  let status = 404
  let text = 'Cannot ' + req.method + ' ' + escape(encodeURI(req.originalUrl.split('?')[0]))
  if (error !== undefined) {
    status = error.status || error.statusCode || (res.statusCode >= 400 ? res.statusCode : 500)
    const stack = error.stack || String(error)
    text = production ? (http.STATUS_CODES[status] || String(status)) : escape(stack).replace(/\n/g, '<br>').replace(/  /g, ' &nbsp;')
    if (app.get('env') !== 'test' && status >= 500) console.error(stack)
  }
  if (res.headersSent) return
  res.statusCode = status
  res.setHeader('Content-Security-Policy', "default-src 'none'")
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Content-Type', 'text/html; charset=utf-8')
  res.end(page(text))
}
function express() {
  const router = Router()
  const settings = { env: process.env.NODE_ENV || 'development', 'x-powered-by': true, etag: 'weak', 'json spaces': undefined }
  const app = function (req, res, next) { app.handle(req, res, next) }
  const named = router.get
  for (const name of ['use', 'post', 'put', 'delete', 'patch', 'head', 'options', 'all', 'route', 'param'])
    app[name] = (...args) => { const made = router[name](...args); return made === router ? app : made }
  app.get = (name, ...handlers) => (handlers.length === 0 ? settings[name] : (named(name, ...handlers), app))
  app.set = (name, value) => { settings[name] = value; return app }
  app.enable = (name) => app.set(name, true)
  app.disable = (name) => app.set(name, false)
  app.enabled = (name) => Boolean(settings[name])
  app.disabled = (name) => !settings[name]
  app.locals = {}
  app.router = router
  app.engine = () => { throw new Error('naru: the views of express are not simulated') }
  app.handle = (req, res, next) => {
    if (settings['x-powered-by']) res.setHeader('X-Powered-By', 'Express')
    if (req.originalUrl === undefined) {
      request(req, res, app)
      response(req, res, app)
    }
    router.handle(req, res, next || ((error) => last(app, req, res, error)))
  }
  app.listen = (...args) => http.createServer(app).listen(...args)
  return app
}
const parsers = require('./parsers')
module.exports = Object.assign(express, parsers, { Router, static: require('./static'), default: express })
`

export const parsers = String.raw`
const read = (req, type, parse) => (limits) => (request, res, next) => {
  if (request.body !== undefined && request._body) return next()
  const given = String(request.headers['content-type'] || '')
  const wanted = (limits && limits.type) || type
  const fits = typeof wanted === 'string' ? wanted.endsWith('*') || wanted === '*/*' ? true : given.startsWith(wanted) : true
  const length = Number(request.headers['content-length'] || 0)
  if (!fits || (length === 0 && request.headers['transfer-encoding'] === undefined)) {
    if (EMPTY && request.body === undefined) request.body = {}
    return next()
  }
  let text = ''
  request.on('data', (chunk) => { text += chunk })
  request.on('end', () => {
    request._body = true
    try {
      request.body = parse(text)
    } catch (error) {
      error.status = 400
      error.type = 'entity.parse.failed'
      error.body = text
      return next(error)
    }
    next()
  })
}
const form = (text) => {
  const out = {}
  for (const pair of text.split('&').filter(Boolean)) {
    const [name, value = ''] = pair.split('=').map((part) => decodeURIComponent(part.replace(/\+/g, ' ')))
    const key = name.replace(/\[\]$/, '')
    if (key in out || key !== name) out[key] = [].concat(key in out ? out[key] : [], value)
    else out[key] = value
  }
  return out
}
exports.json = read(null, 'application/json', (text) => (text === '' ? {} : JSON.parse(text)))
exports.urlencoded = read(null, 'application/x-www-form-urlencoded', form)
exports.text = read(null, 'text/plain', (text) => text)
exports.raw = read(null, 'application/octet-stream', (text) => Buffer.from(text))
`

export const express = (major: number): Body => ({
  main: application,
  files: {
    'patterns.js': patterns,
    'router.js': router(major),
    'parsers.js': parsers.replace('EMPTY', String(major < 5)),
    ...request,
    ...response,
  },
  engines: major < 5 ? '>= 0.10.0' : '>= 18',
})
