// mime.types of nginx: the media type of a file by its name.

const TYPES: Record<string, string> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  xml: 'text/xml',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  mjs: 'application/javascript',
  txt: 'text/plain',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff: 'font/woff',
  woff2: 'font/woff2',
  jar: 'application/java-archive',
  json: 'application/json',
  pdf: 'application/pdf',
  wasm: 'application/wasm',
  zip: 'application/zip',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
}

export const contentType = (path: string): string =>
  TYPES[path.split('.').at(-1)!.toLowerCase()] ?? 'application/octet-stream'
