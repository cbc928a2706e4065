// Database servers and their clients: start-up, readiness, statements, data that survives a restart.
import { describe, expect, it } from 'vitest'
import { nodeDriver } from '../../../testing/drive.ts'
import { Collected, run, testMachine } from '../../../testing/machine.ts'
import { ROOT } from '../../machine.ts'
import { programs } from '../index.ts'

function server(argv: string[], env: Record<string, string>, world = testMachine({ programs })) {
  const [stdout, stderr] = [new Collected(), new Collected()]
  const process = world.machine.start({ argv, env: { PATH: '/usr/bin', ...env }, user: ROOT, stdout, stderr })
  return {
    ...world,
    process,
    stdout,
    stderr,
    pass: (ms: number) => nodeDriver(world.kernel).run(() => false, world.kernel.clock.now + ms),
  }
}

describe('mysql', () => {
  it('is ready after a while, keeps its data, and knows passwords', async () => {
    const first = server(['mysqld'], {
      MYSQL_ROOT_PASSWORD: 'crane',
      MYSQL_DATABASE: 'crane',
      MYSQL_VERSION: '8.0.44-1.el9',
    })
    const { machine, pass } = first
    await pass(3000)
    const early = await run(machine, ['mysqladmin', 'ping', '-h', 'localhost', '-pcrane'])
    expect(early.exit).toBe(1)
    expect(early.stderr).toContain(
      "error: 'Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)'",
    )
    await pass(12_000)
    expect(String(first.stderr)).toContain("ready for connections. Version: '8.0.44'")
    expect(await run(machine, ['mysqladmin', 'ping', '-h', 'localhost', '-uroot', '-pcrane'])).toMatchObject({
      exit: 0,
      stdout: 'mysqld is alive\n',
    })
    expect(await run(machine, ['mysql', '-uroot', '-pwrong', '-e', 'select 1'])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining(
        "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)",
      ),
    })
    const sql =
      "create table t (id int auto_increment primary key, name varchar(20)); insert into t (name) values ('a'),('b'); select * from t where id > 1"
    expect(await run(machine, ['mysql', '-uroot', '-pcrane', 'crane', '-e', sql])).toMatchObject({
      exit: 0,
      stdout: 'id\tname\n2\tb\n',
    })
    first.process.signal('TERM')
    await pass(2000)
    expect(first.process.exitCode).toBe(0)
    const again = server(['mysqld'], { MYSQL_ROOT_PASSWORD: 'other' }, first)
    await again.pass(4000)
    expect(
      (await run(machine, ['mysql', '-uroot', '-pcrane', 'crane', '-t', '-e', 'select count(*) from t'])).stdout,
    ).toBe('+----------+\n| count(*) |\n+----------+\n|        2 |\n+----------+\n')
  })
})

describe('postgres', () => {
  it('answers psql', async () => {
    const { machine, pass } = server(['postgres'], { POSTGRES_PASSWORD: 'pw' })
    expect(await run(machine, ['pg_isready'])).toMatchObject({
      exit: 2,
      stdout: '/var/run/postgresql:5432 - no response\n',
    })
    await pass(6000)
    expect(await run(machine, ['pg_isready'])).toMatchObject({ exit: 0 })
    const asked = await run(
      machine,
      ['psql', '-h', 'localhost', '-U', 'postgres', '-c', "select 1 as one, 'x' as letter"],
      { env: { PGPASSWORD: 'pw' } },
    )
    expect(asked).toMatchObject({ exit: 0, stdout: ' one | letter \n-----+--------\n   1 | x\n(1 row)\n\n' })
    expect(await run(machine, ['psql', '-h', 'localhost', '-U', 'postgres', '-c', 'select 1'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('FATAL:  password authentication failed for user "postgres"'),
    })
  })
})

describe('redis', () => {
  it('keeps values over RESP', async () => {
    const { machine, pass, stdout } = server(['redis-server'], {})
    await pass(100)
    expect(String(stdout)).toContain('* Ready to accept connections tcp\n')
    expect((await run(machine, ['redis-cli', 'ping'])).stdout).toBe('PONG\n')
    expect((await run(machine, ['redis-cli', 'set', 'a', '1'])).stdout).toBe('OK\n')
    expect((await run(machine, ['redis-cli', 'incr', 'a'])).stdout).toBe('2\n')
    expect((await run(machine, ['redis-cli'], { stdin: 'rpush l x y\nlrange l 0 -1\nnope\n' })).stdout).toContain(
      '2\nx\ny\nERR unknown command',
    )
    expect(await run(machine, ['redis-cli', '-p', '1'])).toMatchObject({
      exit: 1,
      stderr: 'Could not connect to Redis at 127.0.0.1:1: Connection refused\n',
    })
  })
})
