/*
 * What the processes of the web application and their parent tell each other. The port that all of them serve is a
 * handle of the system: the first process opens it and sends it with "listening", and each later one gets it with
 * "start".
 */

/** To a process of the web application. */
export type ToApp =
  | { kind: "start"; environment: Record<string, string | undefined> }
  /** How many others serve the same port right now. */
  | { kind: "peers"; count: number }
  /** Take no more connections, and end once those that there are have ended. */
  | { kind: "leave" };

/** From it: that it serves the port, and once a second that it has more to do than a little. */
export type FromApp = { kind: "listening" } | { kind: "load"; isBusy: boolean };
