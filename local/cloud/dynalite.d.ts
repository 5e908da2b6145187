declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** Folder of the LevelDB store. */
    path?: string;
    /** How long a new table is "CREATING", milliseconds. */
    createTableMs?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
