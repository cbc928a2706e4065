// Lists with pages: the tags of a repository, the repositories of a registry (OCI distribution spec, "Listing Tags").
import type { HttpRequest, HttpResponse } from '../net/http.ts'
import { answer, Refusal } from './errors.ts'
import type { Shelf } from './shelf.ts'

const CATALOG_PAGE = 100

export function listTags(shelf: Shelf, request: HttpRequest, name: string): HttpResponse {
  const tags = shelf.storage.tags(name)
  if (!tags) throw new Refusal('NAME_UNKNOWN', { name })
  const { page, link } = paged(tags, request, `/v2/${name}/tags/list`)
  return answer(200, { name, tags: page }, link)
}

export function listRepositories(shelf: Shelf, request: HttpRequest): HttpResponse {
  const { page, link } = paged(shelf.storage.repositories(), request, '/v2/_catalog', CATALOG_PAGE)
  return answer(200, { repositories: page }, link)
}

/** `?n=2&last=v1`: at most n after `last`; `Link` names the next page when there is one. */
function paged(all: readonly string[], request: HttpRequest, path: string, most?: number) {
  const [asked, last] = [request.query.n?.[0], request.query.last?.[0]]
  if (asked !== undefined && !/^\d+$/.test(asked)) throw new Refusal('PAGINATION_NUMBER_INVALID', { n: asked })
  const n = asked === undefined ? (most ?? all.length) : Number(asked)
  const rest = last === undefined ? all : all.filter((name) => name > last)
  const page = rest.slice(0, n)
  const link: Record<string, string> =
    rest.length > page.length && page.length > 0
      ? { link: `<${path}?last=${encodeURIComponent(page.at(-1)!)}&n=${n}>; rel="next"` }
      : {}
  return { page, link }
}
