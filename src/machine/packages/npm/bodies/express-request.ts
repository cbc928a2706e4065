// What express adds to a request.
export const request: Record<string, string> = {
  'request.js': String.raw`
module.exports = function (req, res, app) {
  const [path, search = ''] = req.url.split('?')
  const query = {}
  for (const pair of search.split('&').filter(Boolean)) {
    const [name, value = ''] = pair.split('=').map((part) => decodeURIComponent(part.replace(/\+/g, ' ')))
    query[name] = name in query ? [].concat(query[name], value) : value
  }
  const get = (name) => req.headers[name.toLowerCase() === 'referrer' ? 'referer' : name.toLowerCase()]
  Object.assign(req, {
    app,
    res,
    originalUrl: req.url,
    baseUrl: '',
    query,
    params: {},
    get,
    header: get,
    protocol: 'http',
    secure: false,
    ip: req.socket.remoteAddress,
    ips: [],
    hostname: String(get('host') || '').replace(/:\d+$/, ''),
    xhr: get('x-requested-with') === 'XMLHttpRequest',
    is: (type) => (String(get('content-type') || '').includes(type) ? type : false),
    accepts: (...types) => {
      const list = types.flat()
      const wanted = String(get('accept') || '*/*')
      return list.find((type) => wanted.includes('*/*') || wanted.includes(type)) || false
    },
  })
  Object.defineProperty(req, 'path', { get: () => req.url.split('?')[0] })
}
`,
}
