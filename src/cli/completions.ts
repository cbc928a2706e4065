// What Tab offers after each client's name, for the shell; each client is loaded when it is first asked.
import type { Process } from '../machine/process.ts'

/** As machine/shell/completion.ts takes them: candidates for `words[cword]`; empty: file names. */
export type Completion = (words: readonly string[], cword: number, process: Process) => Promise<string[]>

const docker = async (process: Process) => process.kernel.load(() => import('./docker/docker.ts'))

const kubectl = async (process: Process) => process.kernel.load(() => import('./kubectl/kubectl.ts'))
const minikube = async (process: Process) => process.kernel.load(() => import('./minikube/minikube.ts'))

export const completions: ReadonlyMap<string, Completion> = new Map<string, Completion>([
  ['docker', async (words, cword, process) => (await docker(process)).completeDocker(words, cword, process)],
  [
    'docker-compose',
    async (words, cword, process) =>
      (await docker(process)).completeDocker(['docker', 'compose', ...words.slice(1)], cword + 1, process),
  ],
  ['kubectl', async (words, cword, process) => (await kubectl(process)).completeKubectl(words, cword, process)],
  ['minikube', async (words, cword, process) => (await minikube(process)).completeMinikube(words, cword, process)],
])
