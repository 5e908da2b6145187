"use client";

import { generate } from "lean-qr";
import { Check, Copy } from "lucide-react";
import { useMemo, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { inputClass } from "#app/_components/text-field.tsx";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

/** A new link, to be copied or scanned now: it is not shown again. */
export function ShareLink({ url, ownerToken }: { url: string; ownerToken: string }) {
  const t = useTranslations("shares");
  const [isCopied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
    } catch {
      toast.error(t("copyFailed"), { description: t("copyYourself") });
    }
  }

  return (
    <div className="space-y-4">
      <p className="text-sm text-muted">{t("copyNow")}</p>
      <div className="flex gap-2">
        <input
          readOnly
          value={url}
          aria-label={t("link")}
          onFocus={(event) => event.target.select()}
          className={`${inputClass} min-w-0 flex-1`}
        />
        <button type="button" className={buttonClass("primary", "large")} onClick={() => void copy()}>
          {isCopied ? <Check className="size-4" aria-hidden="true" /> : <Copy className="size-4" aria-hidden="true" />}
          {t(isCopied ? "copied" : "copyLink")}
        </button>
      </div>
      <QrCode text={url} />
      <a
        href={`/s/${ownerToken}`}
        target="_blank"
        rel="noreferrer"
        className="mx-auto block w-fit rounded text-sm font-medium text-accent underline"
      >
        {t("seeAsVisitor")}
      </a>
    </div>
  );
}

/** Scanners want a light margin of four modules around it (ISO/IEC 18004). */
const MARGIN = 4;

function QrCode({ text }: { text: string }) {
  const t = useTranslations("shares");
  const { size, path } = useMemo(() => {
    const code = generate(text);
    const cells = Array.from({ length: code.size ** 2 }, (_, cell) => [cell % code.size, Math.floor(cell / code.size)]);
    const dark = cells.filter(([x = 0, y = 0]) => code.get(x, y));
    return { size: code.size, path: dark.map(([x, y]) => `M${x} ${y}h1v1h-1z`).join("") };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={t("qrCode")}
      viewBox={`${-MARGIN} ${-MARGIN} ${size + 2 * MARGIN} ${size + 2 * MARGIN}`}
      shapeRendering="crispEdges"
      className="mx-auto size-44 rounded-lg bg-white"
    >
      <path d={path} fill="black" />
    </svg>
  );
}
