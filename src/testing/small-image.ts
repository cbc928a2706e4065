// An image of one layer, and its way into a registry.
import { MEDIA } from '../api/oci.ts'
import { encodeConfig } from '../image/config.ts'
import { digestOf } from '../image/digest.ts'
import { makeImage } from '../image/image.ts'
import { makeLayer } from '../image/layer.ts'
import { Content } from '../kernel/content.ts'
import type { Handler, HttpResponse } from '../net/http.ts'
import { send } from './registry.ts'

const entry = {
  path: 'f',
  type: 'file' as const,
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  content: Content.bulk(1000, 'x'),
}
export const layer = makeLayer([entry], { name: 'f', weight: 777_000 })
export const config = {
  architecture: 'amd64',
  os: 'linux',
  config: {},
  rootfs: { type: 'layers' as const, diff_ids: [layer.diffId] },
}
export const image = makeImage(config, [layer], 'docker')

/** Layer, configuration and manifest, as docker pushes them; the first answer that is a refusal. */
export async function push(
  http: Handler,
  name: string,
  tag: string,
  headers: Record<string, string> = {},
): Promise<HttpResponse> {
  for (const bytes of [layer.blob, encodeConfig(config)]) {
    const started = await send(http, 'POST', `/v2/${name}/blobs/uploads/`, headers)
    if (started.status !== 202) return started
    const patched = await send(http, 'PATCH', started.at, headers, bytes)
    await send(http, 'PUT', `${patched.at}&digest=${digestOf(bytes)}`, headers)
  }
  return send(
    http,
    'PUT',
    `/v2/${name}/manifests/${tag}`,
    { ...headers, 'content-type': MEDIA.dockerManifest },
    image.manifestBytes,
  )
}
