// The reference grammar: cases of github.com/distribution/reference and what docker prints for bad ones.
import { expect, test } from 'vitest'
import { canonical, familiar, parseReference, withDefaultTag } from './reference.ts'

const D = 'a'.repeat(64)

test.each([
  ['busybox', 'docker.io/library/busybox', 'busybox'],
  ['busybox:1.36', 'docker.io/library/busybox:1.36', 'busybox:1.36'],
  ['heejeong/crane', 'docker.io/heejeong/crane', 'heejeong/crane'],
  ['docker.io/busybox', 'docker.io/library/busybox', 'busybox'],
  ['index.docker.io/library/busybox', 'docker.io/library/busybox', 'busybox'],
  ['localhost/crane', 'localhost/crane', 'localhost/crane'],
  ['localhost:5000/a/b/c:v1', 'localhost:5000/a/b/c:v1', 'localhost:5000/a/b/c:v1'],
  ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
  ['adoptopenjdk/openjdk11:ubi', 'docker.io/adoptopenjdk/openjdk11:ubi', 'adoptopenjdk/openjdk11:ubi'],
  [`busybox@sha256:${D}`, `docker.io/library/busybox@sha256:${D}`, `busybox@sha256:${D}`],
  [`busybox:1@sha256:${D}`, `docker.io/library/busybox:1@sha256:${D}`, `busybox:1@sha256:${D}`],
  ['Registry.com/foo', 'Registry.com/foo', 'Registry.com/foo'],
  ['my.host:80/x__y.z--w', 'my.host:80/x__y.z--w', 'my.host:80/x__y.z--w'],
  ['[2001:db8::1]:5000/repo', '[2001:db8::1]:5000/repo', '[2001:db8::1]:5000/repo'],
])('%s', (typed, full, short) => {
  const reference = parseReference(typed)
  expect(canonical(reference)).toBe(full)
  expect(familiar(reference)).toBe(short)
  expect(canonical(parseReference(full))).toBe(full)
})

test.each([
  ['Crane', 'invalid reference format: repository name (library/Crane) must be lowercase'],
  ['heejeong/Crane:1', 'invalid reference format: repository name (heejeong/Crane) must be lowercase'],
  ['', 'invalid reference format'],
  ['a b', 'invalid reference format'],
  [':tag', 'invalid reference format'],
  ['foo:', 'invalid reference format'],
  ['foo//bar', 'invalid reference format'],
  ['-foo', 'invalid reference format'],
  ['foo@sha256:12', 'invalid reference format'],
  [`foo@sha256:${'a'.repeat(40)}`, 'invalid checksum digest length'],
  [`foo@md4:${'a'.repeat(40)}`, 'unsupported digest algorithm'],
  [D, `invalid repository name (${D}), cannot specify 64-byte hexadecimal strings`],
  [`x/${'a'.repeat(254)}`, 'repository name must not be more than 255 characters'],
])('%s is refused', (typed, message) => {
  expect(() => parseReference(typed)).toThrow(message)
})

test('the default tag', () => {
  expect(familiar(withDefaultTag(parseReference('nginx')))).toBe('nginx:latest')
  expect(familiar(withDefaultTag(parseReference(`nginx@sha256:${D}`)))).toBe(`nginx@sha256:${D}`)
})
