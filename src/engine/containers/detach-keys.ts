// The keys that let go of a container, as `--detach-keys` spells them (moby/term, ToBytes).

const KEY = /^(?:.|ctrl-[a-zA-Z@[\\\]^_]|DEL)$/u

export const areKeys = (keys: string): boolean => keys === '' || keys.split(',').every((key) => KEY.test(key))
