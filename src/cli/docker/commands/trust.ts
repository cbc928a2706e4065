// docker trust: signatures of images. No notary keeps any here.
import { familiarName, parseReference } from '../../../image/reference.ts'
import { command } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { images } from '../complete.ts'
import { absent } from './absent.ts'

const inspect = command({
  name: 'inspect',
  usage: 'IMAGE[:TAG] [IMAGE[:TAG]...]',
  summary: 'Return low-level information about keys and signatures',
  args: { min: 1 },
  complete: images,
  flags: { pretty: { type: 'bool', summary: 'Print the information in a human friendly format' } },
  async run(process, options, args) {
    if (!options.pretty) await process.print('[]\n')
    const unsigned = args.map((name) => {
      parseReference(name)
      return `no signatures or cannot access ${name}`
    })
    throw new StatusError(options.pretty ? unsigned[0]! : unsigned.join('\n'))
  },
})

const sign = command({
  name: 'sign',
  usage: 'IMAGE:TAG',
  summary: 'Sign an image',
  args: { min: 1, max: 1 },
  complete: images,
  flags: { local: { type: 'bool', summary: 'Sign a locally tagged image' } },
  run(_process, _options, [name], call) {
    const reference = parseReference(name!)
    if (reference.tag === undefined) throw new StatusError(`no tag specified for ${familiarName(reference)}`)
    throw notSimulated(call.path)
  },
})

const key = command({
  name: 'key',
  usage: '',
  summary: 'Manage keys for signing Docker images',
  group: 'Management Commands',
  flags: {},
  subcommands: [
    command({
      name: 'generate',
      usage: 'NAME',
      summary: 'Generate and load a signing key-pair',
      args: { min: 1, max: 1 },
      flags: { dir: { type: 'string', summary: 'Where to write the public key, if not here' } },
      run: absent,
    }),
    command({
      name: 'load',
      usage: '[OPTIONS] KEYFILE',
      summary: 'Load a private key file for signing',
      args: { min: 1, max: 1 },
      flags: { name: { type: 'string', default: 'signer', summary: 'Name for the loaded key' } },
      run: absent,
    }),
  ],
})

const signer = command({
  name: 'signer',
  usage: '',
  summary: 'Manage entities who can sign Docker images',
  group: 'Management Commands',
  flags: {},
  subcommands: [
    command({
      name: 'add',
      usage: 'OPTIONS NAME REPOSITORY [REPOSITORY...] ',
      summary: 'Add a signer',
      args: { min: 2 },
      flags: { key: { type: 'list', summary: "Path to the signer's public key file" } },
      run: absent,
    }),
    command({
      name: 'remove',
      usage: '[OPTIONS] NAME REPOSITORY [REPOSITORY...]',
      summary: 'Remove a signer',
      args: { min: 2 },
      flags: {
        force: { type: 'bool', short: 'f', summary: 'Do not ask before the most recent signer goes' },
      },
      run: absent,
    }),
  ],
})

export const trust = command({
  name: 'trust',
  usage: '',
  summary: 'Manage trust on Docker images',
  group: 'Management Commands',
  groups: ['Management Commands', 'Commands'],
  flags: {},
  subcommands: [
    inspect,
    key,
    command({
      name: 'revoke',
      usage: '[OPTIONS] IMAGE[:TAG]',
      summary: 'Remove trust for an image',
      args: { min: 1, max: 1 },
      flags: { yes: { type: 'bool', short: 'y', summary: 'Do not prompt for confirmation' } },
      run: absent,
    }),
    sign,
    signer,
  ],
})
