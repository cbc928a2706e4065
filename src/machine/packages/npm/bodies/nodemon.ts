// nodemon: runs a script again whenever a file beside it changes.
import type { Body } from './index.ts'

const program = String.raw`#!/usr/bin/env node
const { spawn } = require('child_process')
const fs = require('fs')
const path = require('path')
const words = process.argv.slice(2)
const say = (text) => console.log('[nodemon] ' + text)
if (words[0] === '-v' || words[0] === '--version') {
  console.log(require('../package.json').version)
  process.exit(0)
}
const takes = ['-w', '--watch', '-e', '--ext', '-i', '--ignore', '-d', '--delay', '-x', '--exec', '--signal']
let exec = 'node'
while (words[0] && words[0][0] === '-') {
  const word = words.shift()
  const value = takes.includes(word) ? words.shift() : undefined
  if (word === '-x' || word === '--exec') exec = value
}
if (words.length === 0) words.push(fs.existsSync('package.json') ? JSON.parse(fs.readFileSync('package.json', 'utf8')).main || 'index.js' : 'index.js')
const WATCHED = ['.js', '.mjs', '.cjs', '.json']
function look(folder, found) {
  for (const name of fs.readdirSync(folder)) {
    if (name === 'node_modules' || name[0] === '.') continue
    const file = path.join(folder, name)
    const about = fs.statSync(file)
    if (about.isDirectory()) look(file, found)
    else if (WATCHED.includes(path.extname(name))) found[file] = about.mtimeMs + ':' + about.size
  }
  return found
}
let child
let restarting = false
function start() {
  say('starting ' + '\x60' + [exec].concat(words).join(' ') + '\x60')
  child = spawn(exec, words, { stdio: 'inherit' })
  child.on('exit', (code, signal) => {
    child = undefined
    if (restarting) {
      restarting = false
      return start()
    }
    if (code === 0) say('clean exit - waiting for changes before restart')
    else say('app crashed - waiting for file changes before starting...')
  })
}
say(require('../package.json').version)
say('to restart at any time, enter ' + '\x60rs\x60')
say('watching path(s): *.*')
say('watching extensions: js,mjs,cjs,json')
let before = JSON.stringify(look('.', {}))
start()
setInterval(() => {
  const now = JSON.stringify(look('.', {}))
  if (now === before) return
  before = now
  say('restarting due to changes...')
  if (!child) return start()
  restarting = true
  child.kill('SIGUSR2')
}, 1000)
for (const name of ['SIGTERM', 'SIGINT'])
  process.on(name, () => {
    if (child) child.kill(name)
    process.exit(name === 'SIGINT' ? 130 : 143)
  })
`

export const nodemon: Body = {
  main: 'throw new Error("naru: nodemon within a script is not simulated")\n',
  bin: { nodemon: 'bin/nodemon.js' },
  files: { 'bin/nodemon.js': program },
  engines: '>=10',
}
