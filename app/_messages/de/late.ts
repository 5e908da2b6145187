import { account } from "./account.ts";
import { changes } from "./changes.ts";
import { download } from "./download.ts";
import { failures } from "./failures.ts";
import { importReasons } from "./import-reasons.ts";
import { imports } from "./imports.ts";
import { keyboard } from "./keyboard.ts";
import { leftOut } from "./left-out.ts";
import { library } from "./library.ts";
import { places } from "./places.ts";
import { shares } from "./shares.ts";
import { trash } from "./trash.ts";
import { upload } from "./upload.ts";

/** What is said by parts of the library that are fetched when they are first used. */
export const late = {
  account,
  changes,
  download,
  failures,
  importReasons,
  imports,
  keyboard,
  leftOut,
  library,
  places,
  shares,
  trash,
  upload,
};
