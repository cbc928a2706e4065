// What the API server refuses, in upstream's words.
import { beforeAll, describe, expect, it } from 'vitest'
import { settled } from '../../testing/drive.ts'
import { type Answer, DEPLOYMENTS, type Laboratory, PODS, pod, readyLaboratory, web } from '../../testing/laboratory.ts'

let lab: Laboratory

beforeAll(async () => {
  lab = await readyLaboratory()
})

const ask = (...request: Parameters<Laboratory['ask']>): Promise<Answer> => settled(lab.kernel, lab.ask(...request))

describe('errors are worded as upstream words them', () => {
  it.each<[string, string, unknown, number, string, string]>([
    ['GET', `${PODS}/nope`, undefined, 404, 'NotFound', 'pods "nope" not found'],
    ['GET', `${DEPLOYMENTS}/nope`, undefined, 404, 'NotFound', 'deployments.apps "nope" not found'],
    ['DELETE', `${PODS}/nope`, undefined, 404, 'NotFound', 'pods "nope" not found'],
    ['POST', '/api/v1/namespaces/ghost/pods', pod('a'), 404, 'NotFound', 'namespaces "ghost" not found'],
    [
      'POST',
      '/api/v1/namespaces/kube-public/pods',
      pod('a'),
      403,
      'Forbidden',
      'pods "a" is forbidden: error looking up service account kube-public/default: serviceaccount "default" not found',
    ],
    [
      'POST',
      PODS,
      { ...pod('a'), kind: 'Service' },
      400,
      'BadRequest',
      'Service in version "v1" cannot be handled as a Pod: converting (Service) to (Pod): unknown conversion',
    ],
    [
      'POST',
      `${PODS}?fieldValidation=Strict`,
      pod('a', { imag: 'x' }),
      400,
      'BadRequest',
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imag"',
    ],
    [
      'POST',
      PODS,
      pod('a', { ports: 80 }),
      400,
      'BadRequest',
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field Container.spec.containers.ports of type []v1.ContainerPort',
    ],
    [
      'POST',
      PODS,
      pod('a', { image: '' }),
      422,
      'Invalid',
      'Pod "a" is invalid: spec.containers[0].image: Required value',
    ],
    [
      'POST',
      PODS,
      pod('a', { imagePullPolicy: 'Sometimes' }),
      422,
      'Invalid',
      'Pod "a" is invalid: spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ],
    [
      'POST',
      PODS,
      pod('a', { volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
      422,
      'Invalid',
      'Pod "a" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "v"',
    ],
    [
      'POST',
      DEPLOYMENTS,
      web(-1),
      422,
      'Invalid',
      'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'DELETE',
      '/api/v1/namespaces/default',
      undefined,
      403,
      'Forbidden',
      'namespaces "default" is forbidden: this namespace may not be deleted',
    ],
    ['GET', `${PODS}?fieldSelector=foo%3Dbar`, undefined, 400, 'BadRequest', 'field label not supported: foo'],
    [
      'GET',
      `${PODS}?labelSelector=a%3D%3D%3D`,
      undefined,
      400,
      'BadRequest',
      "unable to parse requirement: found 'a===', expected: identifier after ','",
    ],
  ])('%s %s', async (method, path, body, status, reason, message) => {
    const answer = await ask(method, path, body)
    expect(answer.body).toMatchObject({ kind: 'Status', status: 'Failure', code: status, reason, message })
    expect(answer.status).toBe(status)
  })

  it('answers unknown paths as a Go mux does', async () => {
    expect(await ask('GET', '/apis/apps/v1/ships')).toMatchObject({ status: 404, body: '404 page not found\n' })
  })
})
