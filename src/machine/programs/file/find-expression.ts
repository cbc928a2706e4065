// The expressions of find(1): how tests and actions are joined, and the actions.
import { Exit } from '../../program.ts'
import type { Call } from '../call.ts'
import { runCommand } from '../process/command.ts'
import { VALUED, flagTest } from './find-tests.ts'
import { type Settings, type Test, formatted, lsLine, remove } from './found.ts'

export class Expression {
  private readonly call: Call
  private readonly words: string[]
  private readonly settings: Settings

  constructor(call: Call, words: string[], settings: Settings) {
    this.call = call
    this.words = words
    this.settings = settings
  }

  async or(): Promise<Test> {
    let left = await this.and()
    while (['-o', '-or', ','].includes(this.words[0] ?? '')) {
      const comma = this.words.shift() === ','
      const [a, b] = [left, await this.and()]
      left = comma ? async (found) => (await a(found), b(found)) : async (found) => (await a(found)) || (await b(found))
    }
    return left
  }

  private async and(): Promise<Test> {
    let left = await this.not()
    while (this.words.length > 0 && !['-o', '-or', ')', ','].includes(this.words[0]!)) {
      if (['-a', '-and'].includes(this.words[0]!)) this.words.shift()
      const [a, b] = [left, await this.not()]
      left = async (found) => (await a(found)) && (await b(found))
    }
    return left
  }

  private async not(): Promise<Test> {
    if (this.words[0] === '!' || this.words[0] === '-not') {
      this.words.shift()
      const inner = await this.not()
      return async (found) => !(await inner(found))
    }
    if (this.words[0] === '(') {
      this.words.shift()
      const inner = await this.or()
      if (this.words.shift() !== ')')
        await this.call.fail("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
      return inner
    }
    return this.primary(this.words.shift() ?? '')
  }

  private async argument(name: string): Promise<string> {
    const word = this.words.shift()
    return word ?? this.call.fail(`missing argument to \`${name}'`)
  }

  private async primary(name: string): Promise<Test> {
    const { call, settings } = this
    if (!name.startsWith('-')) {
      await call.process.error(`find: paths must precede expression: \`${name}'\n`)
      throw new Exit(1)
    }
    const action = await this.action(name)
    if (action) {
      settings.acts = true
      return action
    }
    if (name === '-depth') settings.depthFirst = true
    const flag = flagTest(call, name)
    if (flag) return flag
    const word = await this.argument(name)
    if (name === '-maxdepth' || name === '-mindepth') {
      settings[name === '-maxdepth' ? 'most' : 'least'] = Number(word)
      return () => true
    }
    const test = VALUED[name]
    return test ? test(call, word, name) : call.fail(`unknown predicate \`${name}'`)
  }

  private async action(name: string): Promise<Test | undefined> {
    const { call, settings } = this
    if (name === '-print') return async (found) => (await call.print(`${found.name}\n`), true)
    if (name === '-print0') return async (found) => (await call.print(`${found.name}\0`), true)
    if (name === '-ls') return async (found) => (await call.print(lsLine(call, found)), true)
    if (name === '-quit') return () => Promise.reject(new Exit(call.status))
    if (name === '-printf') {
      const format = await this.argument(name)
      return async (found) => (await call.print(formatted(call, format, found)), true)
    }
    if (name === '-delete') {
      settings.depthFirst = true
      return (found) => remove(call, found)
    }
    if (!['-exec', '-ok', '-execdir'].includes(name)) return undefined
    const argv: string[] = []
    for (;;) {
      const word = await this.argument(name)
      if (word === ';')
        return async (found) =>
          (await runCommand(
            call,
            argv.map((each) => each.replaceAll('{}', found.name)),
          )) === 0
      if (word === '+' && argv.at(-1) === '{}') {
        const batch = { argv: argv.slice(0, -1), names: [] as string[] }
        settings.batches.push(batch)
        return (found) => (batch.names.push(found.name), true)
      }
      argv.push(word)
    }
  }
}
