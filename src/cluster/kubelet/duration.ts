// Durations as Go prints them: `10s`, `1m20s`, `5m0s`, `3.293s`, `412ms`.

export function goDuration(ms: number): string {
  if (ms < 1) return `${Math.round(ms * 1000)}µs`
  if (ms < 1000) return `${trim(ms)}ms`
  const seconds = ms / 1000
  if (seconds < 60) return `${trim(seconds)}s`
  const minutes = Math.floor(seconds / 60)
  const rest = `${trim(seconds - minutes * 60)}s`
  return minutes < 60 ? `${minutes}m${rest}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${rest}`
}

const trim = (value: number): string => String(Number(value.toFixed(3)))
