// The command-line clients, by the id in their executables. Each is loaded when it is first run.
import type { ProgramTable } from '../machine/program.ts'

export const programs: ProgramTable = new Map([
  ['docker', { load: async () => (await import('./docker/docker.ts')).dockerProgram }],
  ['docker-buildx', { load: async () => (await import('./docker/docker.ts')).buildxProgram }],
  ['docker-compose', { load: async () => (await import('./compose/compose.ts')).composeProgram }],
  ['kubectl', { load: async () => (await import('./kubectl/kubectl.ts')).kubectl }],
  ['minikube', { load: async () => (await import('./minikube/minikube.ts')).minikube }],
  ['gcloud', { load: async () => (await import('./gcloud/gcloud.ts')).gcloud }],
])
