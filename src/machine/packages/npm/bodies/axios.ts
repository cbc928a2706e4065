// axios: promises of responses.
export const axios = String.raw`
class AxiosError extends Error {
  constructor(message, code, config, response) {
    super(message)
    this.name = 'AxiosError'
    this.code = code
    this.config = config
    if (response) { this.response = response; this.status = response.status }
    this.isAxiosError = true
  }
}
function create(defaults = {}) {
  async function request(first, second) {
    const config = { method: 'get', ...defaults, ...(typeof first === 'string' ? { ...second, url: first } : first) }
    let url = config.baseURL && !/^https?:/.test(config.url) ? config.baseURL.replace(/\/$/, '') + '/' + String(config.url || '').replace(/^\//, '') : config.url
    if (config.params) url += (url.includes('?') ? '&' : '?') + Object.entries(config.params).map(([name, value]) => encodeURIComponent(name) + '=' + encodeURIComponent(value)).join('&')
    const isObject = config.data && typeof config.data === 'object'
    const headers = { accept: 'application/json, text/plain, */*', 'user-agent': 'axios/' + require('./package.json').version, ...(isObject ? { 'content-type': 'application/json' } : {}), ...defaults.headers, ...config.headers }
    let answer
    try {
      answer = await fetch(url, { method: config.method.toUpperCase(), headers, body: isObject ? JSON.stringify(config.data) : config.data })
    } catch (error) {
      const cause = error.cause || error
      throw new AxiosError(cause.message, cause.code, config)
    }
    const text = await answer.text()
    let data = text
    if (config.responseType !== 'text') {
      try {
        data = JSON.parse(text)
      } catch {
        data = text
      }
    }
    const response = { data, status: answer.status, statusText: answer.statusText, headers: { 'content-type': answer.headers.get('content-type') }, config }
    const valid = config.validateStatus || ((status) => status >= 200 && status < 300)
    if (!valid(response.status))
      throw new AxiosError('Request failed with status code ' + response.status, response.status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE', config, response)
    return response
  }
  const axios = (...args) => request(...args)
  axios.request = request
  for (const method of ['get', 'delete', 'head', 'options']) axios[method] = (url, config) => request({ ...config, method, url })
  for (const method of ['post', 'put', 'patch']) axios[method] = (url, data, config) => request({ ...config, method, url, data })
  axios.create = create
  axios.defaults = defaults
  axios.isAxiosError = (error) => Boolean(error && error.isAxiosError)
  axios.AxiosError = AxiosError
  return axios
}
module.exports = create()
module.exports.default = module.exports
`
