// Well-known names of the internet that people try from a container: they can be pinged, and answer with a page of ours.
import type { Handler, HttpResponse } from '../net/http.ts'
import { utf8 } from '../kernel/bytes.ts'

/** Host → where its pages are. */
const MOVED: Readonly<Record<string, string>> = {
  'google.com': 'http://www.google.com/',
  'docker.com': 'https://www.docker.com/',
}

function page(title: string, body: string): HttpResponse {
  const html = `<!doctype html>\n<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<p>${body}</p>\n</body>\n</html>\n`
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': String(utf8(html).length) }
  return { status: 200, headers, body: utf8(html) }
}

export const websites: Handler = ({ headers }) => {
  const host = (headers.host ?? '').replace(/:\d+$/, '')
  if (/(^|\.)example\.(com|net|org)$/.test(host)) return page('Example Domain', 'This name is kept free for examples.')
  const location = MOVED[host]
  if (location) {
    const body = utf8(`<a href="${location}">moved</a>\n`)
    const length = String(body.length)
    return {
      status: 301,
      headers: { location, 'content-type': 'text/html; charset=utf-8', 'content-length': length },
      body,
    }
  }
  return page(host, 'naru: the pages of this site are not simulated')
}
