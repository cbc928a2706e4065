// How tasks and conversations are ended from outside.

/** Thrown into what is going on to end it: told to stop, killed, cut off. Whoever throws anything else made a mistake. */
export class Ending extends Error {}
