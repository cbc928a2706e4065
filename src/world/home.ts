// What lies in the student's home: the chapter's project, ready to be packed into an image.
import type { Content } from '../kernel/content.ts'

const DOCKERFILE = `FROM adoptopenjdk/openjdk11:ubi
RUN mkdir /opt/app
COPY build/libs/com-workbook-crane-0.0.1-SNAPSHOT.jar /opt/app
CMD ["java", "-jar", "/opt/app/com-workbook-crane-0.0.1-SNAPSHOT.jar"]
`

const COMPOSE = `services:
  crane-mysql:
    container_name: crane-mysql
    image: mysql:8.0
    environment:
      MYSQL_ROOT_PASSWORD: crane
      MYSQL_DATABASE: crane
    healthcheck:
      test: ["CMD", "mysqladmin", "ping", "-h", "localhost", "-pcrane"]
      interval: 3s
      timeout: 3s
      retries: 20
  crane-app:
    container_name: crane-server
    build:
      context: .
      dockerfile: Dockerfile
    image: crane
    working_dir: /crane-app
    ports:
      - 7070:8080
    depends_on:
      crane-mysql:
        condition: service_healthy
`

const CONTROLLER = `apiVersion: v1
kind: ReplicationController
metadata:
  name: crane
spec:
  replicas: 1
  selector:
    app: crane
  template:
    metadata:
      labels:
        app: crane
    spec:
      containers:
        - name: crane
          image: heejeong/crane
          ports:
            - containerPort: 8080
`

const MAIN = `package com.workbook.crane;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class CraneApplication {
  public static void main(String[] args) {
    SpringApplication.run(CraneApplication.class, args);
  }
}
`

const HELLO = `package com.workbook.crane;

import java.net.InetAddress;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class HelloController {
  @GetMapping("/")
  public String hello() throws Exception {
    return "Hello from " + InetAddress.getLocalHost().getHostName() + "\\n";
  }
}
`

/** Path below the home directory → content. The jar is what `build` would have left. */
export function craneProject(jar: Content): Map<string, string | Content> {
  return new Map<string, string | Content>([
    ['crane/Dockerfile', DOCKERFILE],
    ['crane/docker-compose.yml', COMPOSE],
    ['crane/crane-rc.yaml', CONTROLLER],
    ['crane/build/libs/com-workbook-crane-0.0.1-SNAPSHOT.jar', jar],
    ['crane/src/main/java/com/workbook/crane/CraneApplication.java', MAIN],
    ['crane/src/main/java/com/workbook/crane/HelloController.java', HELLO],
  ])
}
