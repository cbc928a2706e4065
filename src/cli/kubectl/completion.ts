// What Tab offers for kubectl: types, then names of that type, as the server knows them.
import type { Completion } from '../command.ts'
import { connect, Client } from './client.ts'
import { resourcePath } from './discovery.ts'
import type { AnyList } from './object.ts'
import { Mapper } from './resource.ts'

async function open({ process, global }: Completion): Promise<{ client: Client; mapper: Mapper }> {
  const client = new Client(process, await connect(process, global))
  return { client, mapper: new Mapper(client) }
}

/** Plurals of every type that can be listed. */
async function types(completion: Completion): Promise<string[]> {
  const { mapper } = await open(completion)
  const all = await mapper.all()
  return all
    .filter((resource) => resource.verbs.includes('list'))
    .map((resource) =>
      resource.group && all.some((other) => other !== resource && other.name === resource.name)
        ? `${resource.name}.${resource.group}`
        : resource.name,
    )
}

async function names(completion: Completion, type: string): Promise<string[]> {
  const { client, mapper } = await open(completion)
  const resource = await mapper.find(type)
  const list = await client.json<AnyList>(resourcePath(resource, client.namespace))
  return list.items.map((item) => item.metadata.name ?? '')
}

/** Nothing rather than an error: Tab never complains. */
const quietly = async (candidates: () => Promise<string[]>): Promise<string[]> => {
  try {
    return await candidates()
  } catch (error) {
    if (error instanceof Error) return []
    throw error
  }
}

/** `TYPE`, `TYPE NAME…` and `TYPE/NAME`. */
export const resourceNames = (completion: Completion): Promise<string[]> =>
  quietly(async () => {
    const { args, word } = completion
    if (word.includes('/')) {
      const type = word.slice(0, word.indexOf('/'))
      return (await names(completion, type)).map((name) => `${type}/${name}`)
    }
    return args.length === 0 ? types(completion) : names(completion, args[0]!)
  })

/** Names of one fixed type, for the first word. */
export const namesOf =
  (type: string) =>
  (completion: Completion): Promise<string[]> =>
    quietly(async () => (completion.args.length === 0 ? names(completion, type) : []))
