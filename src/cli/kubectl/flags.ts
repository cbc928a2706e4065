// Flags that every kubectl command takes, and groups of flags that many share.
import type { Flags } from '../command.ts'

export const GLOBAL = {
  as: { type: 'string', default: '', summary: 'Act as this user' },
  'as-group': { type: 'list', summary: 'Act as a member of this group; may be repeated' },
  'as-uid': { type: 'string', default: '', summary: 'Act with this UID' },
  'as-user-extra': { type: 'list', summary: 'Act with these extras of a user' },
  'cache-dir': { type: 'string', default: '', summary: 'Folder of the discovery cache' },
  'certificate-authority': { type: 'string', default: '', summary: "File with the server's certificate authority" },
  'client-certificate': { type: 'string', default: '', summary: 'File with a client certificate' },
  'client-key': { type: 'string', default: '', summary: 'File with the key of a client certificate' },
  cluster: { type: 'string', default: '', summary: 'Cluster of the kubeconfig to use' },
  context: { type: 'string', default: '', summary: 'Context of the kubeconfig to use' },
  'disable-compression': { type: 'bool', summary: 'Ask for answers that are not compressed' },
  'insecure-skip-tls-verify': { type: 'bool', summary: "Do not check the server's certificate" },
  kubeconfig: { type: 'string', default: '', summary: 'The kubeconfig file' },
  kuberc: { type: 'string', default: '', summary: 'File with preferences' },
  'log-flush-frequency': { type: 'duration', default: '5s', summary: 'Longest time between two log flushes' },
  'match-server-version': { type: 'bool', summary: 'Require a server of the same version' },
  namespace: { type: 'string', short: 'n', default: '', summary: 'Namespace of this request' },
  password: { type: 'string', default: '', summary: 'Password for basic authentication' },
  profile: { type: 'string', default: 'none', summary: 'Profile to capture' },
  'profile-output': { type: 'string', default: 'profile.pprof', summary: 'File for the profile' },
  'request-timeout': { type: 'string', default: '0', summary: 'How long to wait for one answer; 0 is for ever' },
  server: { type: 'string', short: 's', default: '', summary: 'Address and port of the API server' },
  'tls-server-name': { type: 'string', default: '', summary: "Name to check the server's certificate against" },
  token: { type: 'string', default: '', summary: 'Bearer token for the API server' },
  user: { type: 'string', default: '', summary: 'User of the kubeconfig to use' },
  username: { type: 'string', default: '', summary: 'User name for basic authentication' },
  v: { type: 'int', short: 'v', default: 0, summary: 'How much to log' },
  vmodule: { type: 'string', default: '', summary: 'Log levels by file' },
  'warnings-as-errors': { type: 'bool', summary: 'Take warnings of the server as errors' },
} as const satisfies Flags

/** -o and what belongs to it, for commands that print what they made. */
export const PRINT = {
  output: {
    type: 'string',
    short: 'o',
    default: '',
    summary: 'Form of the output: json, yaml, kyaml, name, go-template, jsonpath …',
  },
  template: { type: 'string', default: '', summary: 'Template, or file with one, for -o go-template and -o jsonpath' },
  'allow-missing-template-keys': { type: 'bool', default: true, summary: 'Take keys that are missing as empty' },
  'show-managed-fields': { type: 'bool', summary: 'Keep managedFields in JSON and YAML' },
} as const satisfies Flags

export const FILES = {
  filename: { type: 'csv', short: 'f', summary: 'Files, folders or URLs with objects' },
  kustomize: { type: 'string', short: 'k', default: '', summary: 'Folder with a kustomization' },
  recursive: { type: 'bool', short: 'R', summary: 'Take the folders of -f with all that is below them' },
} as const satisfies Flags

export const DRY_RUN = {
  'dry-run': {
    type: 'string',
    default: 'none',
    noValue: 'unchanged',
    shownDefault: "'none'",
    summary:
      '"client" only prints what would be sent, "server" lets the server try it without keeping it, "none" does it',
  },
} as const satisfies Flags

export const SELECTOR = {
  selector: {
    type: 'string',
    short: 'l',
    default: '',
    summary: 'Only objects with these labels: k=v, k!=v, k in (a,b), k, !k',
  },
} as const satisfies Flags

export const FIELD_MANAGER = (name: string) =>
  ({
    'field-manager': { type: 'string', default: name, summary: 'Who is said to own the fields that are set' },
  }) as const satisfies Flags

export const VALIDATE = {
  validate: {
    type: 'string',
    default: 'strict',
    noValue: 'strict',
    shownDefault: "'strict'",
    summary: 'What is done about unknown fields: strict refuses, warn tells, ignore drops them',
  },
} as const satisfies Flags
