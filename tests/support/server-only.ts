/** Stands in for the marker package that keeps a module out of the browser's bundle; on the server it is empty. */
export {};
