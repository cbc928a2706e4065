// What dockerd makes of runc's words: an exit code, and a hint (moby/daemon/errors.go, setExitCodeFromError).

/** 126 and 127 as a shell gives them; 128 for trouble around the process. */
export const exitCodeOf = (message: string): number =>
  message.includes('permission denied')
    ? 126
    : /executable file not found|no such file or directory|not a directory/.test(message)
      ? 127
      : 128

/** What dockerd adds where a mount met the wrong type of file, and wherever something is no directory. */
export const MOUNT_HINT =
  ': Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type'
