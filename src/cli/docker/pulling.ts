// `POST /images/create`: an image from a registry, shown as it arrives.
import type { Process } from '../../machine/process.ts'
import { type Reference, canonicalName, familiar, parseReference, withDefaultTag } from '../../image/reference.ts'
import type { Client } from './client.ts'
import { type Sink, showProgress } from './progress.ts'

/** Throws InvalidReference, ApiError, StatusError. Nothing is shown without a sink. */
export async function pullImage(
  client: Client,
  reference: Reference,
  options: { platform?: string; all?: boolean },
  sink: Sink | undefined,
): Promise<void> {
  const target = options.all ? reference : withDefaultTag(reference)
  const response = await client.request('POST', '/images/create', {
    query: {
      fromImage: canonicalName(reference),
      tag: target.digest ?? target.tag,
      platform: options.platform || undefined,
    },
    headers: { 'x-registry-auth': client.authHeader(reference.domain) },
  })
  await showProgress(response.body, sink ?? { write: () => Promise.resolve(), tty: false, columns: 200 })
}

/** What `run` says of an image that is not there, before it pulls. */
export async function announceMissing(process: Process, image: string): Promise<void> {
  await process.error(`Unable to find image '${familiar(withDefaultTag(parseReference(image)))}' locally\n`)
}
