// busybox(1): one program, many names. The applet is the name it is called by, or its first argument.
import type { Process } from '../process.ts'
import type { Program } from '../program.ts'
import { ashOf } from '../shell/programs.ts'
import { type BusyboxBuild, bannerOf } from './busybox-build.ts'
import { busyboxHelp, runTool, toolOf } from './tool.ts'

/** The applets of a usual build, as `busybox --list` has them. */
const APPLETS =
  '[ [[ addgroup adduser arch arp ascii ash awk base64 basename bc blkid bunzip2 bzcat bzip2 cal cat chgrp chmod chown chroot cksum clear cmp comm cp cpio crond cut date dd delgroup deluser df diff dirname dmesg du echo ed egrep env expand expr factor fallocate false fgrep find flock fold free getopt grep groups gunzip gzip halt head hexdump hostid hostname httpd id ifconfig init install ip kill killall less link ln logger login ls lsof md5sum mkdir mkfifo mknod mktemp more mount mountpoint mv nc netstat nice nl nohup nproc nslookup od passwd paste patch pgrep pidof ping ping6 pkill poweroff printenv printf ps pstree pwd readlink realpath reboot renice reset resize rev rm rmdir route sed seq sh sha1sum sha256sum sha512sum shuf sleep sort split stat strings stty su sum sync sysctl tac tail tar tee telnet test time timeout top touch tr traceroute tree true truncate tty umount uname uniq unix2dos dos2unix unlink unzip uptime usleep vi watch wc wget which who whoami whois xargs xxd yes zcat'.split(
    ' ',
  )

const SHELLS = ['sh', 'ash']
const SAME: Record<string, string> = { '[[': '[', ping6: 'ping' }

export const busyboxOf = (build: BusyboxBuild): Program => {
  const ash = ashOf(build)
  return (process) => busybox(process, build, ash)
}

async function busybox(process: Process, build: BusyboxBuild, ash: Program): Promise<number> {
  let name = process.argv[0]!.replace(/^-/, '').split('/').at(-1)!
  if (name === 'busybox') {
    const [, first] = process.argv
    if (first === undefined || first === '--help') return list(process, build)
    if (first === '--list') {
      await process.print(APPLETS.map((applet) => `${applet}\n`).join(''))
      return 0
    }
    process.argv.shift()
    name = first
  }
  if (!APPLETS.includes(name)) {
    await process.error(`${name}: applet not found\n`)
    return 127
  }
  if (SHELLS.includes(name)) return ash(process)
  const entry = process.machine.programs.get(SAME[name] ?? name)
  if (!entry) {
    await process.error(`naru: busybox ${name} is not simulated\n`)
    return 1
  }
  const program = typeof entry === 'function' ? entry : await process.kernel.load(entry.load)
  const tool = toolOf(program)
  if (!tool) return program(process)
  if (
    process.argv[1] === '--help' &&
    process.argv.length === 2 &&
    !['echo', 'true', 'false', 'test', '['].includes(name)
  ) {
    await process.error(busyboxHelp(tool.busybox?.spec ?? tool.spec, build))
    return 0
  }
  return runTool(process, tool, build)
}

async function list(process: Process, build: BusyboxBuild): Promise<number> {
  const lines: string[] = []
  let line = '\t'
  for (const [i, applet] of APPLETS.entries()) {
    const word = applet + (i === APPLETS.length - 1 ? '' : ', ')
    if (line.length + word.length > 76) {
      lines.push(line.trimEnd())
      line = '\t'
    }
    line += word
  }
  lines.push(line)
  await process.print(
    `${bannerOf(build)}
BusyBox is copyrighted by many authors between 1998-2024.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --show SCRIPT
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

\tBusyBox combines many common Unix utilities into a single
\texecutable. Make a link to it for each function you wish to use;
\twhat it does depends on the name it is called by.

Currently defined functions:
${lines.join('\n')}
`,
  )
  return 0
}
