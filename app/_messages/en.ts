import { account } from "./en/account.ts";
import { adding } from "./en/adding.ts";
import { admin } from "./en/admin.ts";
import { adminAudit } from "./en/admin-audit.ts";
import { adminIntegrity } from "./en/admin-integrity.ts";
import { adminOverview } from "./en/admin-overview.ts";
import { adminProcessing } from "./en/admin-processing.ts";
import { adminRenditions } from "./en/admin-renditions.ts";
import { adminSystem, limits, settings } from "./en/admin-system.ts";
import { adminUsers } from "./en/admin-users.ts";
import { albums } from "./en/albums.ts";
import { auditActions } from "./en/audit-actions.ts";
import { changes } from "./en/changes.ts";
import { common } from "./en/common.ts";
import { download } from "./en/download.ts";
import { duplicates } from "./en/duplicates.ts";
import { failed } from "./en/failed.ts";
import { failures } from "./en/failures.ts";
import { findings, repairs } from "./en/findings.ts";
import { frame } from "./en/frame.ts";
import { gallery } from "./en/gallery.ts";
import { importReasons } from "./en/import-reasons.ts";
import { imports } from "./en/imports.ts";
import { keyboard } from "./en/keyboard.ts";
import { leftOut } from "./en/left-out.ts";
import { library } from "./en/library.ts";
import { offline } from "./en/offline.ts";
import { places } from "./en/places.ts";
import { problems, refusals } from "./en/problems.ts";
import { processing } from "./en/processing.ts";
import { search } from "./en/search.ts";
import { shared } from "./en/shared.ts";
import { shares } from "./en/shares.ts";
import { signIn } from "./en/sign-in.ts";
import { tags } from "./en/tags.ts";
import { trash } from "./en/trash.ts";
import { upload } from "./en/upload.ts";
import { viewer } from "./en/viewer.ts";

/** The words of the interface in English, by area. */
export const en = {
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
