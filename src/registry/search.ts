// Docker Hub's search: `GET https://index.docker.io/v1/search?q=nginx&n=25` (Docker Registry API v1, still what `docker search` asks).
import type { HttpRequest, HttpResponse } from '../net/http.ts'
import { answer } from './errors.ts'
import type { Storage } from './storage.ts'

interface Description {
  text: string
  stars: number
}

/** What the index knows of a repository besides its name; `unlisted`: it is not in the index at all. */
export type Describe = (repository: string) => Description | 'unlisted' | undefined

const OFFICIAL = 'library/'

export function search(
  storage: Storage,
  describe: Describe,
  isPrivate: (name: string) => boolean,
  request: HttpRequest,
): HttpResponse {
  const query = request.query.q?.[0] ?? ''
  const size = Math.min(100, Math.max(1, Number(request.query.n?.[0] ?? 25) || 25))
  const wanted = query.toLowerCase().replace(/^library\//, '')
  const results = storage
    .repositories()
    .filter((repository) => !isPrivate(repository))
    .flatMap((repository) => entryOf(repository, describe(repository)))
    .filter(({ name, description }) => name.includes(wanted) || description.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.name === wanted) - Number(a.name === wanted) || b.star_count - a.star_count)
  const page = results.slice(0, size)
  return answer(200, {
    page_size: size,
    query,
    num_pages: Math.ceil(results.length / size),
    num_results: results.length,
    page: 1,
    results: page,
  })
}

function entryOf(repository: string, described: ReturnType<Describe>) {
  if (described === 'unlisted') return []
  return {
    name: repository.startsWith(OFFICIAL) ? repository.slice(OFFICIAL.length) : repository,
    description: described?.text ?? '',
    star_count: described?.stars ?? 0,
    is_official: repository.startsWith(OFFICIAL),
    is_automated: false,
    pull_count: 0,
  }
}
