// What Docker Hub's search says of the repositories we stock: a line, and how many stars.

export interface Description {
  text: string
  stars: number
}

const ROWS: Record<string, [text: string, stars: number]> = {
  'library/alpine': ['A minimal Docker image based on Alpine Linux…', 11456],
  'library/buildpack-deps': ['A collection of common build dependencies…', 263],
  'library/busybox': ['Busybox base image.', 3456],
  'library/debian': ['Debian is a Linux distribution that’s compos…', 5205],
  'library/eclipse-temurin': ['Official Images for OpenJDK binaries built b…', 632],
  'library/fedora': ['Official Docker builds of Fedora', 1173],
  'library/golang': ['Go (golang) is a general purpose, higher-lev…', 5006],
  'library/hello-world': ['Hello World! (an example of minimal Dockeriz…', 2451],
  'library/httpd': ['The Apache HTTP Server Project', 4891],
  'library/mariadb': ['MariaDB Server is a high performing open sou…', 5998],
  'library/memcached': ['Free & open source, high-performance, distri…', 2389],
  'library/mongo': ['MongoDB document databases provide high avai…', 10530],
  'library/mysql': ['MySQL is a widely used, open-source relation…', 15900],
  'library/nginx': ['Official build of Nginx.', 21050],
  'library/node': ['Node.js is a JavaScript-based platform for s…', 14060],
  'library/openjdk': ['Pre-release / non-production builds of OpenJ…', 4123],
  'library/oraclelinux': ['Official Docker builds of Oracle Linux.', 1098],
  'library/postgres': ['The PostgreSQL object-relational database sy…', 14560],
  'library/python': ['Python is an interpreted, interactive, objec…', 10230],
  'library/rabbitmq': ['RabbitMQ is an open source multi-protocol me…', 5345],
  'library/redis': ['Redis is the world’s fastest data platform f…', 13480],
  'library/registry': ['Distribution implementation for storing and …', 4177],
  'library/perl': ['Perl is a high-level, general-purpose, inter…', 485],
  'library/php': ['While designed for web development, the PHP …', 7690],
  'library/ruby': ['Ruby is a dynamic, reflective, object-orient…', 2470],
  'library/ubuntu': ['Ubuntu is a Debian-based Linux operating sys…', 17800],
  'library/adminer': ['Database management in a single PHP file.', 1050],
  'library/elasticsearch': ['Elasticsearch is a powerful open source sear…', 6480],
  'library/ghost': ['Publish by web and email newsletter, with me…', 1820],
  'library/traefik': ['Traefik, The Cloud Native Edge Router', 3560],
  'library/wordpress': ['The WordPress rich content management system…', 5940],
  'curlimages/curl': ['official docker image for curl - command lin…', 680],
  'docker/getting-started': ['Getting Started with Docker', 410],
  'docker/welcome-to-docker': ['Docker image for new users getting started w…', 330],
  'grafana/grafana': ['The official Grafana docker container', 3500],
  'jenkins/jenkins': ['The leading open source automation server', 4160],
  'nginxdemos/hello': ['NGINX webserver that serves a simple page co…', 180],
  'prom/prometheus': ['', 2080],
  'adoptopenjdk/openjdk11': ['Docker Images for OpenJDK Version 11 binarie…', 217],
  'hashicorp/http-echo': ['http-echo is a small Go web server that serv…', 52],
  'kindest/kindnetd': ['kind networking daemon', 2],
  'luksa/kubia': ['', 14],
  'traefik/whoami': ['Tiny Go webserver that prints OS information…', 154],
}

/** Undefined for what nobody described: a user's own repository. */
export function describe(repository: string): Description | undefined {
  const row = ROWS[repository]
  return row && { text: row[0], stars: row[1] }
}
