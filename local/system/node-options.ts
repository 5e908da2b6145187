/**
 * What Node is started with to run the local cloud, and the web application. Left alone, what V8 keeps for young objects
 * grows to 100 MB in each while pictures come, and what is freed of it stays with the process (decision 376). MiB.
 */
export const smallHeapOptions = ["--max-semi-space-size=8"];
