import { type ApiError, toErrorMessage } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { SendError } from "#app/(library)/_components/upload/send-error.ts";
import type { SharedUploadView } from "#lib/shares/shared-api.ts";

/** What a guest is told, to whom the library is another's. */
export function describeRefusal(error: unknown): string {
  const t = browserTranslations("shared");
  if (error instanceof SendError) return t("saveFailed");
  const { code, message } = error as Partial<ApiError>;
  if (code === "not_found") return t("dead");
  // A 401 that has nothing to do with a session.
  if (code === "share_locked" && message !== undefined) return message;
  return code === "quota_exceeded" ? t("libraryFull") : toErrorMessage(error);
}

/** Why a photo that was sent is refused, in the language of the page, where that knows the failure. */
export function describeFailure({ code, problem }: SharedUploadView): string | undefined {
  const failures = browserTranslations("failures");
  return code !== undefined && failures.has(code) ? failures(code) : problem;
}
