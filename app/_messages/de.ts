import { account } from "./de/account.ts";
import { adding } from "./de/adding.ts";
import { admin } from "./de/admin.ts";
import { adminAudit } from "./de/admin-audit.ts";
import { adminIntegrity } from "./de/admin-integrity.ts";
import { adminOverview } from "./de/admin-overview.ts";
import { adminProcessing } from "./de/admin-processing.ts";
import { adminRenditions } from "./de/admin-renditions.ts";
import { adminSystem, limits, settings } from "./de/admin-system.ts";
import { adminUsers } from "./de/admin-users.ts";
import { albums } from "./de/albums.ts";
import { auditActions } from "./de/audit-actions.ts";
import { changes } from "./de/changes.ts";
import { common } from "./de/common.ts";
import { download } from "./de/download.ts";
import { duplicates } from "./de/duplicates.ts";
import { failed } from "./de/failed.ts";
import { failures } from "./de/failures.ts";
import { findings, repairs } from "./de/findings.ts";
import { frame } from "./de/frame.ts";
import { gallery } from "./de/gallery.ts";
import { importReasons } from "./de/import-reasons.ts";
import { imports } from "./de/imports.ts";
import { keyboard } from "./de/keyboard.ts";
import { leftOut } from "./de/left-out.ts";
import { library } from "./de/library.ts";
import { offline } from "./de/offline.ts";
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
  adding,
  admin,
  adminAudit,
  adminIntegrity,
  adminOverview,
  adminProcessing,
  adminRenditions,
  adminSystem,
  adminUsers,
  albums,
  auditActions,
  changes,
  common,
  download,
  duplicates,
  failed,
  failures,
  findings,
  frame,
  gallery,
  importReasons,
  imports,
  keyboard,
  leftOut,
  library,
  limits,
  offline,
  places,
  problems,
  processing,
  refusals,
  repairs,
  search,
  settings,
  shared,
  shares,
  signIn,
  tags,
  trash,
  upload,
  viewer,
};
