import { formatBytes } from "#app/_components/format-bytes.ts";
import { getTranslations } from "#app/_messages/get-translations.ts";

/** What is used of a quota, in words and as a bar. */
export async function UsageMeter({ usedBytes, quotaBytes }: { usedBytes: number; quotaBytes: number }) {
  const t = await getTranslations("admin");
  const percent = Math.min(100, (100 * usedBytes) / quotaBytes);
  return (
    <div className="min-w-36">
      <p className="tabular text-[0.8125rem]">
        {formatBytes(usedBytes, t.locale)}{" "}
        <span className="text-muted">{t("usedOf", { quota: formatBytes(quotaBytes, t.locale) })}</span>
      </p>
      <div aria-hidden="true" className="mt-1 h-1.5 overflow-hidden rounded-full bg-raised">
        <div
          className={`h-full rounded-full ${percent > 90 ? "bg-danger" : "bg-accent"}`}
          style={{ width: `${percent}%` }}
        />
      </div>
    </div>
  );
}
