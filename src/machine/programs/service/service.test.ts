// A machine boots: units start, are started again, and answer to systemctl; servers serve.
import { describe, expect, it } from 'vitest'
import { nodeDriver } from '../../../testing/drive.ts'
import { run, STUDENT, testMachine } from '../../../testing/machine.ts'
import { executable } from '../../../kernel/executable.ts'
import { ROOT } from '../../machine.ts'
import { programs } from '../index.ts'
import { jarFile } from '../java-app.ts'

const NGINX = `error_log /var/log/nginx/error.log notice;
events {}
http { include /etc/nginx/mime.types; access_log /var/log/nginx/access.log main; include /etc/nginx/conf.d/*.conf; }
`
const SITE = `server { listen 80; server_name localhost;
  location / { root /usr/share/nginx/html; index index.html; }
  location /old { return 301 /new; }
  location /app/ { proxy_pass http://127.0.0.1:8080/; }
}
`
const APP = { name: 'crane.App', port: 8080, start: 2000, memory: 120_000_000, greeting: 'Hello from {hostname}' }

async function booted() {
  const unit = (command: string) =>
    `[Unit]\nDescription=${command}\n[Service]\nExecStart=${command}\nRestart=on-failure\n[Install]\nWantedBy=multi-user.target\n`
  const world = testMachine({
    programs,
    files: {
      '/etc/systemd/system/nginx.service': unit("/usr/bin/nginx -g 'daemon off;'"),
      '/etc/systemd/system/app.service': unit('/usr/bin/java -jar /opt/app.jar'),
      '/etc/nginx/nginx.conf': NGINX,
      '/etc/nginx/conf.d/default.conf': SITE,
      '/var/log/nginx/access.log': '',
      '/var/log/nginx/error.log': '',
      '/usr/share/nginx/html/index.html': '<h1>hi</h1>\n',
      '/opt/app.jar': jarFile(APP, 38_000_000),
    },
  })
  world.fs.write('/usr/sbin/init', executable('init', 1000), { mode: 0o755 })
  world.machine.boot()
  await nodeDriver(world.kernel).run(() => false, 5000)
  return world
}

describe('init', () => {
  it('starts units and restarts those that fail', async () => {
    const { machine } = await booted()
    expect(await run(machine, ['systemctl', 'is-active', 'nginx'])).toMatchObject({ exit: 0, stdout: 'active\n' })
    expect(await run(machine, ['curl', '-s', 'localhost'])).toEqual({ exit: 0, stdout: '<h1>hi</h1>\n', stderr: '' })
    expect((await run(machine, ['curl', '-s', 'localhost:8080/x'])).stdout).toBe('Hello from laptop\n/x\n')
    expect((await run(machine, ['curl', '-s', 'localhost/app/y'])).stdout).toBe('Hello from laptop\n/y\n')
    expect((await run(machine, ['curl', '-si', 'localhost/old'])).stdout).toMatch(
      /^HTTP\/1\.1 301 Moved Permanently\r\nServer: nginx\/1\.24\.0\r\n[^]*Location: \/new\r\n/,
    )
    expect((await run(machine, ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', 'localhost/none'])).stdout).toBe(
      '404',
    )
    expect((await run(machine, ['cat', '/var/log/nginx/access.log'])).stdout).toMatch(
      /"GET \/ HTTP\/1\.1" 200 12 "-" "curl\/8\.5\.0" "-"\n/,
    )
    expect((await run(machine, ['pkill', '-9', 'java'], { user: ROOT })).exit).toBe(0)
    expect((await run(machine, ['sleep', '4'])).exit).toBe(0)
    expect((await run(machine, ['curl', '-s', 'localhost:8080'])).stdout).toBe('Hello from laptop\n')
  })

  it('obeys systemctl', async () => {
    const { machine } = await booted()
    expect(await run(machine, ['systemctl', 'stop', 'nginx'])).toMatchObject({ exit: 1 })
    expect(await run(machine, ['systemctl', 'stop', 'nginx'], { user: ROOT })).toMatchObject({ exit: 0 })
    expect(await run(machine, ['systemctl', 'is-active', 'nginx'])).toMatchObject({ exit: 3, stdout: 'inactive\n' })
    expect(await run(machine, ['curl', 'localhost'])).toMatchObject({
      exit: 7,
      stderr: expect.stringMatching(
        /curl: \(7\) Failed to connect to localhost port 80 after \d+ ms: Couldn't connect to server\n$/,
      ),
    })
    expect((await run(machine, ['systemctl', 'status', 'app'])).stdout).toMatch(
      /^● app\.service - [^]*Active: active \(running\) since/,
    )
    expect(await run(machine, ['systemctl', 'start', 'nope'], { user: ROOT })).toMatchObject({
      exit: 5,
      stderr: 'Failed to start nope.service: Unit nope.service not found.\n',
    })
  })

  it('lets java end by TERM with 143', async () => {
    const { machine, kernel } = testMachine({ programs, files: { '/opt/app.jar': jarFile(APP, 1000) } })
    const process = machine.start({ argv: ['java', '-jar', '/opt/app.jar'], user: STUDENT, env: { PATH: '/usr/bin' } })
    await nodeDriver(kernel).run(() => false, 3000)
    process.signal('TERM')
    expect(await process.exited).toBe(143)
    expect(await run(machine, ['java', '-jar', 'x.jar'])).toMatchObject({
      exit: 1,
      stderr: 'Error: Unable to access jarfile x.jar\n',
    })
  })
})
