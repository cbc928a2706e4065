// Languages in their images: what they tell of themselves, and that the languages are not simulated.
import { beforeAll, expect, test } from 'vitest'
import { type DockerWorld, dockerWorld } from '../../../testing/docker-world.ts'

let world: DockerWorld
beforeAll(async () => {
  world = await dockerWorld()
})

test.each([
  ['golang:1.24 go version', 'go version go1.24.9 linux/amd64\n', 0],
  ['golang:alpine go env GOPATH GOOS NOTHING', '/go\nlinux\n\n', 0],
  ['golang:alpine go mod init example.com/hello', 'go: creating new go.mod: module example.com/hello\n', 0],
  ['golang:alpine go build', 'naru: go build is not simulated\n', 1],
  ['golang:alpine go bogus', "go bogus: unknown command\nRun 'go help' for usage.\n", 2],
  ['ruby:3.3 ruby --version', 'ruby 3.3.10 (2025-10-23 revision 343ea05002) [x86_64-linux]\n', 0],
  ["ruby:3 ruby -e 'puts 1+1'", 'naru: the Ruby language is not simulated\n', 1],
  ['php:8.3 php -v', /^PHP 8\.3\.26 \(cli\) .*\n.*\n.*\nZend Engine v4\.3\.26, /, 0],
  ["perl:slim perl -e 'print 2'", 'naru: the Perl language is not simulated\n', 1],
  [
    'openjdk:17 java -version',
    /^openjdk version "17\.0\.2" 2022-01-18\nOpenJDK Runtime Environment \(build 17\.0\.2\+8-86\)\n/,
    0,
  ],
  [
    'eclipse-temurin:21-jre java --version',
    /^openjdk 21\.0\.9 2025-10-21 LTS\n.* Temurin-21\.0\.9\+10 \(build 21\.0\.9\+10-LTS\)\n/,
    0,
  ],
  ['eclipse-temurin:8 java -version', /^openjdk version "1\.8\.0_472"\n/, 0],
])('%s', async (line, said, code) => {
  const [image] = line.split(' ')
  await world.run(`docker pull -q ${image}`)
  const { stdout, stderr, exit } = await world.run(`docker run --rm ${line}`)
  if (typeof said === 'string') expect(stdout + stderr).toBe(said)
  else expect(stdout + stderr).toMatch(said)
  expect(exit).toBe(code)
})
