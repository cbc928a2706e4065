// Apache's password file, of which registries take bcrypt entries only. The hash has bcrypt's shape and is a salted sha256 inside.
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8 } from '../../../kernel/bytes.ts'

export const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const HASH = /^(\$2[aby]\$\d\d\$)([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/

/** `$2y$05$` + 22 characters of salt + 31 of the digest of salt and password. */
export function hashPassword(password: string, salt: string, prefix = '$2y$05$'): string {
  const digest = sha256(utf8(`${salt}${password}`))
  return (
    prefix +
    salt +
    [...digest]
      .slice(0, 31)
      .map((byte) => ALPHABET[byte & 63]!)
      .join('')
  )
}

export function passwordFits(file: string, user: string, password: string): boolean {
  for (const line of file.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 0 || line.slice(0, colon) !== user) continue
    const hash = line.slice(colon + 1).trim()
    const match = HASH.exec(hash)
    return match !== null && hashPassword(password, match[2]!, match[1]!) === hash
  }
  return false
}
