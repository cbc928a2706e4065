// How fast docker is here: many runs, many layers, many containers.
import { Headless } from './headless.ts'

const RUNS = 1000
const LAYERS = 200
const CONTAINERS = 1000

type Report = (name: string, value: string) => void

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

async function timed(headless: Headless, line: string): Promise<number> {
  const begin = performance.now()
  const { exit, stderr } = await headless.type(line)
  if (exit !== 0) throw new Error(`${line}: ${stderr}`)
  return performance.now() - begin
}

async function runs(report: Report): Promise<void> {
  const headless = await Headless.open()
  await headless.type('docker pull -q busybox')
  const times: number[] = []
  for (let i = 0; i < RUNS; i++) times.push(await timed(headless, 'docker run --rm busybox true'))
  const whole = times.reduce((sum, time) => sum + time, 0)
  report(
    `${RUNS} x docker run --rm busybox true`,
    `${(whole / 1000).toFixed(2)} s, median ${median(times).toFixed(1)} ms`,
  )
}

async function layers(report: Report): Promise<void> {
  const headless = await Headless.open()
  const build = `(echo FROM busybox; for i in $(seq ${LAYERS}); do echo RUN echo $i '>' /$i; done) | DOCKER_BUILDKIT=0 docker build -q -t localhost:5000/many -`
  await headless.type('docker run -d -p 5000:5000 registry:2')
  report(`build of ${LAYERS} layers`, `${((await timed(headless, build)) / 1000).toFixed(2)} s`)
  report(
    `push of ${LAYERS} layers`,
    `${((await timed(headless, 'docker push -q localhost:5000/many')) / 1000).toFixed(2)} s`,
  )
  await headless.type('docker rmi localhost:5000/many; docker image prune -af')
  report(
    `pull of ${LAYERS} layers`,
    `${((await timed(headless, 'docker pull -q localhost:5000/many')) / 1000).toFixed(2)} s`,
  )
}

async function manyContainers(report: Report): Promise<void> {
  const headless = await Headless.open()
  await headless.type('docker pull -q busybox')
  const create = `for i in $(seq ${CONTAINERS}); do docker create --name c$i busybox true; done > /dev/null`
  report(`${CONTAINERS} x docker create`, `${((await timed(headless, create)) / 1000).toFixed(2)} s`)
  for (const line of ['docker ps -a', 'docker inspect $(docker ps -aq) > /dev/null']) {
    const times: number[] = []
    for (let i = 0; i < 3; i++) times.push(await timed(headless, line))
    report(`${CONTAINERS} containers: ${line}`, `${(median(times) / 1000).toFixed(2)} s (median of 3)`)
  }
}

export async function measureDocker(report: Report): Promise<void> {
  await runs(report)
  await layers(report)
  await manyContainers(report)
}
