// The packages that the Debian, Ubuntu and Alpine archives of this world hold: versions, sizes, dependencies, programs.

export interface Package {
  name: string
  summary: string
  deb?: Flavour
  apk?: Flavour
  /** `path`, `path=program id`, `path:size`: what it puts on the disk, separated by spaces. */
  files: string
  /** Debian or Ubuntu releases that have it; all where absent. */
  suites?: string
  /** Names it stands for besides its own. */
  provides?: string
}

interface Flavour {
  version: string
  /** Bytes to download. */
  size: number
  /** Installed kB. */
  installed: number
  depends: string
}

/** name | summary | deb version, kB to download, kB installed, depends | apk version, kB, kB, depends | files */
const ROWS = `
procps|/proc file system utilities|2:4.0.2-3,709,2379,libproc2-0 libncursesw6|4.0.4-r3,136,616,libproc2|usr/bin/ps:144664 usr/bin/top:141232 usr/bin/free usr/bin/kill usr/bin/pgrep usr/bin/pkill usr/bin/pmap usr/bin/pwdx usr/bin/uptime usr/bin/vmstat usr/bin/w usr/bin/watch usr/sbin/sysctl
libproc2-0|library for accessing process information from /proc|2:4.0.2-3,63,138,||
libproc2|library for accessing process information||4.0.4-r3,38,112,|
libncursesw6|shared libraries for terminal handling (wide character)|6.4-4,134,416,|6.5_p20250503-r0,188,416,|
psmisc|utilities that use the proc file system|23.6-1,259,908,|23.7-r0,116,460,|usr/bin/killall usr/bin/pstree usr/bin/fuser
netcat|TCP/IP swiss army knife -- transitional package|1.10-46,9,16,netcat-traditional||
netcat-traditional|TCP/IP swiss army knife|1.10-47,67,140,||bin/nc.traditional=nc usr/bin/nc=nc usr/bin/netcat=nc
netcat-openbsd|TCP/IP swiss army knife|1.219-1,41,105,libbsd0|1.226.1.1-r0,24,60,libbsd|bin/nc.openbsd=nc usr/bin/nc=nc usr/bin/netcat=nc
libbsd0|utility functions from BSD systems - shared library|0.11.7-2,117,220,||
libbsd|commonly-used BSD functions||0.12.2-r0,38,100,|
curl|command line tool for transferring data with URL syntax|7.88.1-10+deb12u14,315,500,libcurl4|8.14.1-r2,141,252,libcurl c-ares nghttp2-libs|usr/bin/curl:272896
libcurl4|easy-to-use client-side URL transfer library|7.88.1-10+deb12u14,391,868,libnghttp2-14 libssh2-1 librtmp1||
libcurl|The multiprotocol file transfer library||8.14.1-r2,340,760,|
libnghttp2-14|library implementing HTTP/2 protocol|1.52.0-1+deb12u2,73,205,||
libssh2-1|SSH2 client-side library|1.10.0-3+b1,179,348,||
librtmp1|toolkit for RTMP streams|2.4+20151223.gitfa8646d.1-2+b2,61,150,||
c-ares|Asynchronous DNS/names resolver library||1.34.5-r0,88,180,|
nghttp2-libs|HTTP/2 C library||1.65.0-r0,64,140,|
wget|retrieves files from the web|1.21.3-1+deb12u1,937,3692,libpsl5|1.25.0-r1,236,516,libidn2 pcre2|usr/bin/wget:502368
libpsl5|Library for Public Suffix List|0.21.2-1,59,98,||
libidn2|Encode/Decode library for internationalized domain names||2.3.7-r0,98,236,|
pcre2|Perl-compatible regular expression library||10.43-r1,258,652,|
vim|Vi IMproved - enhanced vi editor|2:9.0.1378-2+deb12u2,1567,3741,vim-common vim-runtime libgpm2|9.1.1415-r0,940,2700,vim-common xxd|usr/bin/vim:3741000 usr/bin/vi=vi
vim-common|Vi IMproved - Common files|2:9.0.1378-2+deb12u2,125,376,xxd|9.1.1415-r0,180,640,|
vim-runtime|Vi IMproved - Runtime files|2:9.0.1378-2+deb12u2,7025,34824,||
vim-tiny|Vi IMproved - enhanced vi editor - compact version|2:9.0.1378-2+deb12u2,720,1741,vim-common||usr/bin/vi:1716352 usr/bin/vim.tiny=vim:1716352
xxd|tool to make (or reverse) a hex dump|2:9.0.1378-2+deb12u2,84,243,|9.1.1415-r0,12,28,|usr/bin/xxd
libgpm2|General Purpose Mouse - shared library|1.20.7-10+b1,14,53,||
nano|small, friendly text editor inspired by Pico|7.2-1+deb12u1,690,2925,libncursesw6|8.4-r0,236,640,libncursesw6|usr/bin/nano:283272
less|pager program similar to more|590-2.1~deb12u2,132,322,|668-r0,126,260,libncursesw6|usr/bin/less:190728
iputils-ping|Tools to test the reachability of network hosts|3:20221126-1+deb12u1,47,120,libcap2-bin||usr/bin/ping:90568
iputils|IP Configuration Utilities (and Ping)||20240905-r0,90,220,|usr/bin/ping:90568 usr/bin/tracepath
libcap2-bin|POSIX 1003.1e capabilities (utilities)|1:2.66-4+deb12u2,36,120,||sbin/getcap sbin/setcap
dnsutils|Transitional package for bind9-dnsutils|1:9.18.41-1~deb12u1,273,282,bind9-dnsutils||
bind9-dnsutils|Clients provided with BIND 9|1:9.18.41-1~deb12u1,406,760,bind9-host bind9-libs||usr/bin/dig:166808 usr/bin/nslookup:170904 usr/bin/nsupdate
bind9-host|DNS Lookup Utility|1:9.18.41-1~deb12u1,305,387,bind9-libs||usr/bin/host:129944
bind9-libs|Shared Libraries used by BIND 9|1:9.18.41-1~deb12u1,1414,3400,libuv1 libmaxminddb0||
libuv1|asynchronous event notification library - runtime library|1.44.2-1+deb12u1,136,289,||
libmaxminddb0|IP geolocation database library|1.7.1-1,30,66,||
bind-tools|The ISC DNS tools||9.20.13-r0,720,2100,bind-libs|usr/bin/dig usr/bin/nslookup usr/bin/host
bind-libs|The ISC DNS server (libraries)||9.20.13-r0,1220,3200,|
net-tools|NET-3 networking toolkit|2.10-0.1+deb12u2,243,1005,|2.10-r3,120,300,|usr/bin/netstat usr/sbin/ifconfig usr/sbin/route usr/sbin/arp
iproute2|networking and traffic control tools|6.1.0-3,1046,3437,libbpf1 libmnl0|6.14.0-r0,240,900,libmnl|usr/bin/ip:711000 usr/bin/ss:160000 usr/sbin/bridge usr/sbin/tc
libbpf1|eBPF helper library (shared library)|1:1.1.0-1,146,356,||
libmnl0|minimalistic Netlink communication library|1.0.4-3,13,47,||
libmnl|Library for minimalistic netlink||1.0.5-r2,12,36,|
man-db|tools for reading manual pages|2.11.2-2,1386,2801,groff-base bsdextrautils|2.13.1-r0,640,2000,|usr/bin/man:120000 usr/bin/whatis usr/bin/apropos
groff-base|GNU troff text-formatting system (base system components)|1.22.4-10,916,4067,||
bsdextrautils|extra utilities from 4.4BSD-Lite|2.38.1-5+deb12u3,87,327,||usr/bin/hexdump usr/bin/hd=hexdump usr/bin/column usr/bin/cal
tree|displays an indented directory tree, in color|2.1.0-1,52,116,|2.2.1-r0,28,72,|usr/bin/tree
htop|interactive processes viewer|3.2.2-2,152,387,libncursesw6|3.4.1-r0,116,260,libncursesw6|usr/bin/htop
jq|lightweight and flexible command-line JSON processor|1.6-2.1+deb12u1,64,94,libjq1|1.8.0-r0,164,400,oniguruma|usr/bin/jq
libjq1|lightweight and flexible command-line JSON processor - shared library|1.6-2.1+deb12u1,132,376,libonig5||
libonig5|regular expressions library|6.9.8-1,188,660,||
oniguruma|a regular expressions library||6.9.10-r0,196,560,|
nginx|small, powerful, scalable web/proxy server|1.22.1-9+deb12u3,528,1284,nginx-common|1.28.0-r3,520,1400,pcre2|usr/sbin/nginx:1284000
nginx-common|small, powerful, scalable web/proxy server - common files|1.22.1-9+deb12u3,112,270,||
apache2|Apache HTTP Server|2.4.65-1~deb12u1,216,640,apache2-bin|2.4.65-r0,1200,3800,|usr/sbin/apache2=httpd
apache2-bin|Apache HTTP Server (modules and other binary files)|2.4.65-1~deb12u1,1398,5060,||
redis-tools|Persistent key-value database with network interface (client)|5:7.0.15-1~deb12u6,987,5860,liblzf1||usr/bin/redis-cli:1500000 usr/bin/redis-benchmark
redis-server|Persistent key-value database with network interface|5:7.0.15-1~deb12u6,71,200,redis-tools||usr/bin/redis-server:2000000
redis|Persistent key-value database||8.0.4-r0,1600,6200,|usr/bin/redis-server usr/bin/redis-cli
liblzf1|very small data compression library|3.6-3,11,26,||
default-mysql-client|MySQL database client binaries (metapackage)|1.1.0,3,6,mariadb-client||
mysql-client|A fast SQL database client||11.4.8-r0,4800,38000,|usr/bin/mysql usr/bin/mysqladmin usr/bin/mysqldump
mariadb-client|MariaDB database client binaries|1:10.11.14-0+deb12u2,3031,41000,||usr/bin/mariadb=mysql usr/bin/mysql usr/bin/mysqladmin usr/bin/mysqldump
postgresql-client|front-end programs for PostgreSQL (supported version)|15+248+deb12u1,10,26,postgresql-client-15||
postgresql-client-15|front-end programs for PostgreSQL 15|15.14-0+deb12u1,1710,9000,libpq5||usr/bin/psql usr/bin/pg_dump usr/bin/pg_isready
postgresql16-client|PostgreSQL client||16.10-r0,1600,6000,|usr/bin/psql usr/bin/pg_dump usr/bin/pg_isready
libpq5|PostgreSQL C client library|15.14-0+deb12u1,189,780,||
python3|interactive high-level object-oriented language (default python3 version)|3.11.2-1+b1,26,81,python3-minimal libpython3-stdlib|3.12.11-r0,13000,46000,libffi|usr/bin/python3=python:6831736
python3-minimal|minimal subset of the Python language (default python3 version)|3.11.2-1+b1,26,108,python3.11-minimal||
python3.11-minimal|Minimal subset of the Python language (version 3.11)|3.11.2-6+deb12u6,2064,5441,||usr/bin/python3.11=python:6831736
libpython3-stdlib|interactive high-level object-oriented language (default python3 version)|3.11.2-1+b1,9,37,||
libffi|portable, high level programming interface to various calling conventions||3.4.8-r0,24,56,|
python3-pip|Python package installer|23.0.1+dfsg-1,1325,6980,python3||usr/bin/pip3=pip
py3-pip|tool for installing and managing Python packages||25.1.1-r0,1500,8000,python3|usr/bin/pip
nodejs|evented I/O for V8 javascript - runtime executable|18.20.4+dfsg-1~deb12u1,320,4000,libnode108|22.16.0-r2,14000,62000,|usr/bin/node:98566144
libnode108|evented I/O for V8 javascript - runtime library|18.20.4+dfsg-1~deb12u1,10600,49000,||
npm|package manager for Node.js|9.2.0~ds1-1,2100,8900,nodejs|11.3.0-r1,1700,9000,nodejs|usr/bin/npm
default-jre|Standard Java or Java compatible Runtime|2:1.17-74,1,6,openjdk-17-jre||
openjdk-17-jre|OpenJDK Java runtime, using Hotspot JIT|17.0.17+10-1~deb12u1,213,600,openjdk-17-jre-headless||
openjdk-17-jre-headless|OpenJDK Java runtime, using Hotspot JIT (headless)|17.0.17+10-1~deb12u1,43900,200000,||usr/bin/java:12304 usr/bin/keytool
openjdk17-jre|OpenJDK 17 Java Runtime||17.0.16_p8-r0,62000,190000,|usr/bin/java:12304
bash|GNU Bourne Again SHell|5.2.15-2+b9,1491,7164,|5.2.37-r0,468,1300,readline|bin/bash:1265648
readline|GNU readline library||8.2.13-r1,134,330,|
bash-completion|programmable completion for the bash shell|1:2.11-6,234,1454,||
coreutils|GNU core utilities|9.1-1,2896,18062,|9.7-r1,420,1000,|
findutils|utilities for finding files--find, xargs|4.9.0-4,679,1929,|4.10.0-r0,190,460,|usr/bin/find usr/bin/xargs
grep|GNU grep, egrep and fgrep|3.8-5,392,1220,|3.12-r0,90,240,|bin/grep bin/egrep bin/fgrep
sed|GNU stream editor for filtering/transforming text|4.9-1,328,987,|4.9-r2,72,180,|bin/sed
gawk|GNU awk, a pattern scanning and processing language|1:5.2.1-2,673,2900,|5.3.2-r0,620,1700,|usr/bin/gawk=awk
ca-certificates|Common CA certificates|20230311+deb12u1,155,387,openssl|20250911-r0,152,680,|usr/sbin/update-ca-certificates
openssl|Secure Sockets Layer toolkit - cryptographic utility|3.0.17-1~deb12u3,1435,2292,|3.5.4-r0,388,840,|usr/bin/openssl
gnupg|GNU privacy guard - a free PGP replacement|2.2.40-1.1+deb12u1,846,885,|2.4.7-r0,90,200,|usr/bin/gpg
git|fast, scalable, distributed revision control system|1:2.39.5-0+deb12u2,7260,46892,git-man liberror-perl less|2.49.1-r0,3100,8000,libcurl pcre2|usr/bin/git:3726520
git-man|fast, scalable, distributed revision control system (manual pages)|1:2.39.5-0+deb12u2,2055,2050,||
liberror-perl|Perl module for error/exception handling in an OO-ish way|0.17029-2,29,73,||
openssh-client|secure shell (SSH) client, for secure access to remote machines|1:9.2p1-2+deb12u7,992,5980,|10.0_p1-r9,4,12,|usr/bin/ssh:1164360 usr/bin/scp usr/bin/ssh-keygen
openssh-server|secure shell (SSH) server, for secure access from remote machines|1:9.2p1-2+deb12u7,456,1862,openssh-client|10.0_p1-r9,380,900,|usr/sbin/sshd
sudo|Provide limited super user privileges to specific users|1.9.13p3-1+deb12u2,1889,6250,|1.9.17_p2-r0,720,2400,|usr/bin/sudo
unzip|De-archiver for .zip files|6.0-28,166,394,|6.0-r15,88,200,|usr/bin/unzip
zip|Archiver for .zip files|3.0-13,230,623,|3.0-r13,160,380,|usr/bin/zip
xz-utils|XZ-format compression utilities|5.4.1-1,471,1169,||usr/bin/xz usr/bin/unxz
file|Recognize the type of data in a file using "magic" numbers|1:5.44-3,42,80,libmagic1|5.46-r2,16,40,libmagic|usr/bin/file
libmagic1|Recognize the type of data in a file using "magic" numbers - library|1:5.44-3,103,219,||
libmagic|file type library||5.46-r2,460,9400,|
telnet|transitional dummy package for inetutils-telnet|0.17+2.4-2+deb12u1,11,15,inetutils-telnet||
inetutils-telnet|telnet client|2:2.4-2+deb12u1,92,180,||usr/bin/telnet
socat|multipurpose relay for bidirectional data transfer|1.7.4.4-2,375,1100,|1.8.0.3-r1,240,500,|usr/bin/socat
tcpdump|command-line network traffic analyzer|4.99.3-1,467,1304,|4.99.5-r1,520,1300,|usr/bin/tcpdump
strace|System call tracer|6.1-0.1,1300,3700,|6.13-r0,480,1900,|usr/bin/strace
lsof|utility to list open files|4.95.0-1,318,460,|4.99.4-r1,90,240,|usr/bin/lsof
rsync|fast, versatile, remote (and local) file-copying tool|3.2.7-1+deb12u2,417,790,|3.4.1-r1,220,560,|usr/bin/rsync
cron|process scheduling daemon|3.0pl1-162,74,260,||usr/sbin/cron usr/bin/crontab
stress|tool to impose load on and stress test a computer system|1.0.7-1,19,60,||usr/bin/stress
stress-ng|tool to load and stress a computer|0.15.06-2,2307,7964,|0.19.01-r0,2690,8100,|usr/bin/stress-ng
build-essential|Informational list of build-essential packages|12.9,7,20,gcc make||
gcc|GNU C compiler|4:12.2.0-3,5,50,||usr/bin/gcc
make|utility for directing compilation|4.3-4.1,396,1632,|4.4.1-r3,120,260,|usr/bin/make
cowsay|configurable talking cow|3.03+dfsg2-8,21,93,||usr/games/cowsay
figlet|Make large character ASCII banners out of ordinary text|2.2.5-3+b1,136,752,|2.2.5-r3,140,700,|usr/bin/figlet
fortune-mod|provides fortune cookies on demand|1:1.99.1-7.3,49,130,||usr/games/fortune
gettext-base|GNU Internationalization utilities for the base system|0.21-12,160,670,|0.24.1-r0,60,200,|usr/bin/envsubst usr/bin/gettext
gettext|GNU locale utilities|0.21-12,1300,8600,gettext-base|0.24.1-r0,1600,6000,|
apt-utils|package management related utility programs|2.6.1,309,1018,||
apt-transport-https|transitional package for https support|2.6.1,25,36,||
software-properties-common|manage the repositories that you install software from|0.99.30-4.1~deb12u1,83,400,||
lsb-release|Linux Standard Base version reporting utility (minimal implementation)|12.0-1,7,17,||usr/bin/lsb_release
locales|GNU C Library: National Language (locale) data [support]|2.36-9+deb12u13,3900,16000,||
tzdata|time zone and daylight-saving time data|2025b-0+deb12u2,299,2558,|2025b-r0,240,1400,|
util-linux|miscellaneous system utilities|2.38.1-5+deb12u3,1180,4631,|2.41-r9,40,100,|
`

const flavour = (cell: string | undefined): Flavour | undefined => {
  if (!cell) return undefined
  const [version, size, installed, depends = ''] = cell.split(',')
  return { version: version!, size: Math.round(Number(size) * 1000), installed: Number(installed), depends }
}

/** The transitional package left Debian with 12 and Ubuntu with 23.04; now the name is virtual. */
const SUITES: Record<string, string> = { netcat: 'stretch buster bullseye bionic focal jammy' }
const PROVIDES: Record<string, string> = { 'netcat-traditional': 'netcat', 'netcat-openbsd': 'netcat' }

export const packageTable: ReadonlyMap<string, Package> = new Map(
  ROWS.trim()
    .split('\n')
    .map((row) => {
      const [name, summary, deb, apk, files] = row.split('|')
      return [
        name!,
        {
          name: name!,
          summary: summary!,
          deb: flavour(deb),
          apk: flavour(apk),
          files: files ?? '',
          suites: SUITES[name!],
          provides: PROVIDES[name!],
        },
      ]
    }),
)
