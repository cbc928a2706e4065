// docker import from an address: dockerd asks it itself.
import { beforeAll, expect, test } from 'vitest'
import { Headless } from '../../testing/headless.ts'

let laptop: Headless
beforeAll(async () => {
  laptop = await Headless.open()
  await laptop.type('docker pull -q busybox; docker create --name base busybox; docker export base -o disk.tar')
  await laptop.type('(python3 -m http.server 8000 > /dev/null 2>&1 &); sleep 1')
})

test.each([
  [
    "docker import -c 'CMD echo imported' http://localhost:8000/disk.tar mine",
    /^Downloading from http:\/\/localhost:8000\/disk\.tar\nsha256:[0-9a-f]{64}\n$/,
    0,
  ],
  ['docker run --rm mine', 'imported\n', 0],
  ["docker history --format '{{.Comment}}' mine", 'Imported from http://localhost:8000/disk.tar\n', 0],
  [
    'docker import http://localhost:8000/nosuch.tar',
    /^Error response from daemon: failed to GET http:\/\/localhost:8000\/nosuch\.tar with status 404 Not Found: </,
    1,
  ],
  [
    'docker import http://localhost:9/x.tar',
    'Error response from daemon: Get "http://localhost:9/x.tar": dial tcp [::1]:9: connect: connection refused\n',
    1,
  ],
  [
    'docker import https://nosuch.invalid/x.tar',
    /Get "https:\/\/nosuch\.invalid\/x\.tar": dial tcp: lookup nosuch\.invalid on .*: no such host\n$/,
    1,
  ],
  ['docker import http://example.com/disk.tar', /^Downloading from http:\/\/example\.com\/disk\.tar\n.*EOF\n$/, 1],
])('%s', async (line, said, code) => {
  const { stdout, stderr, exit } = await laptop.type(line)
  if (typeof said === 'string') expect(stdout + stderr).toBe(said)
  else expect(stdout + stderr).toMatch(said)
  expect(exit).toBe(code)
})
