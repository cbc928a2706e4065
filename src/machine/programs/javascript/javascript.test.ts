// Scripts of the sort that small containers run.
import { describe, expect, it } from 'vitest'
import { nodeDriver } from '../../../testing/drive.ts'
import { Collected, run, STUDENT, testMachine } from '../../../testing/machine.ts'
import { programs } from '../index.ts'

const print = async (script: string) => run(testMachine({ programs }).machine, ['node', '-e', script])

describe('node', () => {
  it.each([
    ['console.log(1 + 2, "a" + 1, [1, 2], {a: {b: "x"}})', "3 a1 [ 1, 2 ] { a: { b: 'x' } }\n"],
    ['const f = (a, b = 2, ...c) => a + b + c.length; console.log(f(1), f(1, 1, 1))', '3 3\n'],
    ['let {a, b: [c, ...d], ...e} = {a: 1, b: [2, 3, 4], x: 5}; console.log(a, c, d, e)', '1 2 [ 3, 4 ] { x: 5 }\n'],
    ['for (let i = 0, f = []; i < 3; i++) { if (i === 1) continue; console.log(`i=${i}`) }', 'i=0\ni=2\n'],
    ['const fs = []; for (let i = 0; i < 2; i++) fs.push(() => i); console.log(fs.map((f) => f()))', '[ 0, 1 ]\n'],
    [
      'class A { constructor(x) { this.x = x } get y() { return this.x * 2 } static of(x) { return new A(x) } } class B extends A { z() { return super.constructor ? this.y : 0 } } console.log(A.of(2).y, new B(3).z())',
      '4 6\n',
    ],
    [
      'try { null.x } catch (e) { console.log(e.message) } finally { console.log("end") }',
      "Cannot read properties of null (reading 'x')\nend\n",
    ],
    ['setTimeout(() => console.log("later"), 10); console.log("now")', 'now\nlater\n'],
    ['console.log(typeof nothing, undefined ?? 1, null?.x, [3,1,2].sort().join("-"))', 'undefined 1 undefined 1-2-3\n'],
    [
      'switch (2) { case 1: console.log(1); case 2: console.log(2); case 3: console.log(3); break; default: console.log(4) }',
      '2\n3\n',
    ],
    ['var x = 1; { let x = 2 } function g() { return h(); function h() { return x } } console.log(g())', '1\n'],
    ['Promise.resolve(1).then((x) => console.log("p", x))', 'p 1\n'],
    [
      'const s = "a,b"; console.log(s.split(","), s.replace(/b/g, "c"), JSON.stringify({n: null}))',
      "[ 'a', 'b' ] a,c {\"n\":null}\n",
    ],
    [
      'console.log(new Date().toISOString().slice(0, 10), require("os").hostname(), require("path").join("/a", "../b"))',
      '2026-01-05 laptop /b\n',
    ],
    ['console.log((() => {}).constructor)', 'undefined\n'],
    [
      'const wait = (ms, v) => new Promise((r) => setTimeout(r, ms, v)); async function f() { for (const x of [2, 1]) console.log(await wait(x * 10, x)); return "end" } f().then(console.log)',
      '2\n1\nend\n',
    ],
    [
      'const f = async () => { throw new Error("x") }; (async () => { try { await f() } catch ({ message }) { console.log(message) } finally { console.log("last") } })()',
      'x\nlast\n',
    ],
    [
      'class A { async m(x) { return (await x) + 1 } *g() { yield 1; yield* [2, 3] } } console.log([...new A().g()]); new A().m(1).then(console.log)',
      '[ 1, 2, 3 ]\n2\n',
    ],
    [
      'const p = Promise.reject(new Error("late")); setTimeout(() => {}, 0); p.catch((e) => console.log(e.message))',
      'late\n',
    ],
    ['const x = await Promise.all([1, Promise.resolve(2)]); console.log(x)', '[ 1, 2 ]\n'],
    [
      'const E = require("events"); class C extends E {} const c = new C(); c.once("a", (x) => console.log("a", x)); console.log(c.emit("a", 1), c.emit("a", 2))',
      'a 1\ntrue false\n',
    ],
    ['console.log(((a, b = 1, ...c) => {}).length, Buffer.from("hi").toString("base64"))', '1 aGk=\n'],
    ['try { process.exit(0) } catch (e) { console.log("never") } finally { console.log("nor") }', ''],
  ])('%s', async (script, expected) => {
    expect(await print(script)).toEqual({ exit: 0, stdout: expected, stderr: '' })
  })

  it('prints values, ends with codes and complains', async () => {
    const { machine } = testMachine({ programs })
    expect((await run(machine, ['node', '-p', '1+1'])).stdout).toBe('2\n')
    expect((await run(machine, ['node', '-e', 'process.exit(3)'])).exit).toBe(3)
    expect(await run(machine, ['node', '-e', 'nope()'])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('ReferenceError: nope is not defined'),
    })
    expect(await run(machine, ['node', 'missing.js'])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining("Error: Cannot find module '/home/student/missing.js'"),
    })
    expect(await run(machine, ['node', '-e', 'while (true) {}'])).toMatchObject({
      exit: 1,
      stderr: 'naru: the script runs without ever letting go\n',
    })
  })

  it.each([
    ['async function f() { await null; throw new TypeError("no") } f()', 1, 'TypeError: no\n    at [eval]:1'],
    ['Promise.reject(3)', 1, '[UnhandledPromiseRejection: This error originated'],
    ['await new Promise(() => {})', 13, ''],
    ['(async () => { while (true) await null })()', 1, 'naru: the script runs without ever letting go\n'],
    ['function f() { await x }', 1, 'SyntaxError: await is only valid in async functions'],
    ['require("zlib")', 1, 'naru: the module zlib of node is not simulated\n'],
  ])('%s ends with %i', async (script, exit, stderr) => {
    const { machine } = testMachine({ programs })
    expect(await run(machine, ['node', '-e', script])).toEqual({
      exit,
      stdout: '',
      stderr: expect.stringContaining(stderr),
    })
  })

  it('loads modules of both sorts', async () => {
    const files = {
      '/home/student/main.mjs':
        'import b, { twice as two } from "./b.mjs"; import * as all from "./b.mjs"; import fs, { existsSync } from "node:fs"; import old from "./c.cjs"; const { default: again } = await import("./b.mjs"); console.log(b, two(2), Object.keys(all), existsSync("/etc"), fs.existsSync === existsSync, old.c, again, import.meta.dirname)',
      '/home/student/b.mjs': 'const twice = (x) => x * 2\nexport { twice }\nexport let n = 1\nexport default "b"',
      '/home/student/c.cjs': 'exports.c = __filename',
    }
    const { machine } = testMachine({ programs, files })
    expect(await run(machine, ['node', 'main.mjs'])).toEqual({
      exit: 0,
      stdout: "b 4 [ 'twice', 'n', 'default' ] true true /home/student/c.cjs b /home/student\n",
      stderr: '',
    })
  })

  it('serves HTTP until it is stopped', async () => {
    const app = `const http = require('http'); const os = require('os');
console.log("Kubia server starting...");
var handler = function(request, response) {
  console.log("Received request from " + request.connection.remoteAddress);
  response.writeHead(200);
  response.end("You've hit " + os.hostname() + "\\n");
};
var www = http.createServer(handler);
www.listen(8080);
`
    const { machine, kernel } = testMachine({ programs, files: { '/home/student/app.js': app } })
    const stdout = new Collected()
    const server = machine.start({
      argv: ['node', 'app.js'],
      cwd: '/home/student',
      user: STUDENT,
      env: { PATH: '/usr/bin' },
      stdout,
    })
    await nodeDriver(kernel).run(() => false, 500)
    expect(await run(machine, ['curl', '-s', 'localhost:8080'])).toEqual({
      exit: 0,
      stdout: "You've hit laptop\n",
      stderr: '',
    })
    expect(String(stdout)).toBe('Kubia server starting...\nReceived request from ::ffff:127.0.0.1\n')
    const second = await run(machine, ['node', 'app.js'])
    expect(second).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('listen EADDRINUSE: address already in use :::8080'),
    })
    expect(server.exitCode).toBeUndefined()
    expect(kernel.bugs).toEqual([])
  })
})
