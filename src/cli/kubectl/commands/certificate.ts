// kubectl certificate: approves or denies requests for certificates.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { kubectlHelp } from '../../help.ts'
import { namesOf } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import { FILES, PRINT } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { choose } from '../selection.ts'
import { Kube, nameOfWith, reference } from '../session.ts'

interface Condition {
  type: string
  status: string
  reason: string
  message: string
  lastUpdateTime: string
}

const deciding = (name: 'approve' | 'deny', type: 'Approved' | 'Denied', summary: string) =>
  command({
    name,
    usage: '(-f FILENAME | NAME)',
    summary,
    flags: { ...PRINT, ...FILES, force: { type: 'bool', summary: 'Even where it was decided before' } },
    complete: namesOf('certificatesigningrequests'),
    run: async (process, options, args, call) => {
      if (args.length === 0 && options.filename.length === 0)
        throw new StatusError('error: one or more CSRs must be specified as <name> or -f <filename>')
      const kube = await Kube.open(process, call)
      const words = args.length > 0 ? ['certificatesigningrequests.certificates.k8s.io', ...args] : []
      for (const { resource, object } of await choose(kube, options, words)) {
        const conditions = (at(object, 'status', 'conditions') as Condition[] | undefined) ?? []
        const decided = conditions.some((condition) => condition.type === type)
        const condition: Condition = {
          type,
          status: 'True',
          reason: `Kubectl${name === 'approve' ? 'Approve' : 'Deny'}`,
          message: `This CSR was ${name === 'approve' ? 'approved' : 'denied'} by kubectl certificate ${name}.`,
          lastUpdateTime: process.kernel.clock.rfc3339(),
        }
        const status = { ...(object.status as object | undefined), conditions: [...conditions, condition] }
        const path = resourcePath(resource, undefined, object.metadata.name, 'approval')
        const after =
          decided && !options.force
            ? object
            : await kube.client.json<AnyObject>(path, { method: 'PUT', body: { ...object, status } })
        const printer = printerFor(process, options, nameOfWith(resource))
        if (printer) await printer(after)
        else await process.print(`${reference(resource, object.metadata.name!)} ${type.toLowerCase()}\n`)
      }
      return 0
    },
  })

export const certificate = command({
  name: 'certificate',
  usage: 'SUBCOMMAND',
  summary: 'Modify certificate resources',
  long: 'Modify certificate resources.',
  group: 'Cluster Management Commands',
  flags: {},
  subcommands: [
    deciding('approve', 'Approved', 'Approve a certificate signing request'),
    deciding('deny', 'Denied', 'Deny a certificate signing request'),
  ],
  run: async (process, _, __, call) => {
    await process.print(kubectlHelp(call.chain))
    return 0
  },
})
