// `docker buildx du` and `docker builder prune`: the build cache as the Engine API tells of it.
import type { BuildCacheRecord, BuildPruneReport, DiskUsage } from '../../api/docker.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import { EMPTY } from '../../kernel/bytes.ts'
import { type Query, bodyText } from '../../net/http.ts'
import type { Behind } from '../behind.ts'
import { moment } from './progress.ts'
import { notSimulated } from './request.ts'
import type { DiskUsageRequest, PruneRequest, UsageRecord } from './schemas.ts'

type Usage = Parameters<typeof UsageRecord.encode>[0]

export async function diskUsage(
  behind: Behind,
  { filter }: ReturnType<typeof DiskUsageRequest.decode>,
  gone: Cancel,
): Promise<{ record: Usage[] }> {
  if (isFiltered(filter)) throw notSimulated('docker buildx du --filter')
  return { record: (await records(behind, gone)).map(usageOf) }
}

/** Clients join the filters that they have: none is an empty one. */
const isFiltered = (filter: readonly string[]): boolean => filter.some(Boolean)

export async function* prune(
  behind: Behind,
  asked: ReturnType<typeof PruneRequest.decode>,
  gone: Cancel,
): AsyncGenerator<Usage> {
  const { filter, all, keepDuration, reservedSpace, maxUsedSpace, minFreeSpace } = asked
  if (isFiltered(filter) || keepDuration + reservedSpace + maxUsedSpace + minFreeSpace > 0)
    throw notSimulated('docker builder prune with limits')
  const known = await records(behind, gone)
  const query: Query = all ? { all: ['1'] } : {}
  const { CachesDeleted } = await ask<BuildPruneReport>(behind, 'POST', '/build/prune', query, gone)
  const deleted = new Set(CachesDeleted)
  for (const record of known) if (deleted.has(record.ID)) yield usageOf(record)
}

async function records(behind: Behind, gone: Cancel): Promise<BuildCacheRecord[]> {
  const usage = await ask<DiskUsage>(behind, 'GET', '/system/df', { type: ['build-cache'] }, gone)
  return usage.BuildCache ?? []
}

async function ask<T>(behind: Behind, method: string, path: string, query: Query, gone: Cancel): Promise<T> {
  const delivered = behind.deliver({ method, path, query, headers: {}, body: EMPTY }, gone)
  behind.stir()
  return JSON.parse(await bodyText(await delivered)) as T
}

const usageOf = (record: BuildCacheRecord): Usage => ({
  id: record.ID,
  mutable: !record.Shared,
  inUse: record.InUse,
  size: record.Size,
  createdAt: moment(Date.parse(record.CreatedAt)),
  lastUsedAt: record.LastUsedAt === null ? undefined : moment(Date.parse(record.LastUsedAt)),
  usageCount: record.UsageCount,
  description: record.Description,
  recordType: record.Type,
  shared: record.Shared,
  parents: record.Parents ?? [],
})
