import { account } from "./de/account.ts";
import { albums } from "./de/albums.ts";
import { changes } from "./de/changes.ts";
import { common } from "./de/common.ts";
import { download } from "./de/download.ts";
import { duplicates } from "./de/duplicates.ts";
import { failed } from "./de/failed.ts";
import { failures } from "./de/failures.ts";
import { gallery } from "./de/gallery.ts";
import { keyboard } from "./de/keyboard.ts";
import { leftOut } from "./de/left-out.ts";
import { library } from "./de/library.ts";
import { places } from "./de/places.ts";
import { problems, refusals } from "./de/problems.ts";
import { processing } from "./de/processing.ts";
import { search } from "./de/search.ts";
import { shared } from "./de/shared.ts";
import { shares } from "./de/shares.ts";
import { signIn } from "./de/sign-in.ts";
import { tags } from "./de/tags.ts";
import { trash } from "./de/trash.ts";
import { upload } from "./de/upload.ts";
import { viewer } from "./de/viewer.ts";

/** The words of the interface in German, by area. */
export const de = {
  account,
  albums,
  changes,
  common,
  download,
  duplicates,
  failed,
  failures,
  gallery,
  keyboard,
  leftOut,
  library,
  places,
  problems,
  processing,
  refusals,
  search,
  shared,
  shares,
  signIn,
  tags,
  trash,
  upload,
  viewer,
};
