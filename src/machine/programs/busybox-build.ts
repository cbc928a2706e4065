// How a busybox was configured when it was built: what its version line says, and what was left in or out.

export interface BusyboxBuild {
  /** As its banner has it. */
  version: string
  /** An interactive shell introduces itself (FEATURE_SH_EXTRA_QUIET is off). */
  greets: boolean
  /** The line editor asks the terminal where its cursor is (FEATURE_EDITING_ASK_TERMINAL). */
  asksTerminal: boolean
  /** ps shows the time that a process has used (FEATURE_PS_TIME). */
  showsTime: boolean
  /** ip tells whether an interface is up (Alpine's kernel headers have IFLA_OPERSTATE). */
  showsState: boolean
}

/** The usual one, of the image busybox. */
export const USUAL: BusyboxBuild = {
  version: 'v1.37.0 (2024-09-26 21:31:42 UTC)',
  greets: false,
  asksTerminal: false,
  showsTime: true,
  showsState: false,
}

export const ALPINE: BusyboxBuild = { ...USUAL, showsState: true }

/** The package busybox-static of Debian 12. */
export const DEBIAN: BusyboxBuild = {
  version: 'v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1)',
  greets: true,
  asksTerminal: true,
  showsTime: false,
  showsState: false,
}

export const bannerOf = ({ version }: BusyboxBuild): string => `BusyBox ${version} multi-call binary.`
