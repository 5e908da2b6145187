"use client";

import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { Modal } from "../../modal.tsx";
import { nameOfPeriod } from "./period-name.ts";
import type { TimelineMonth } from "./timeline-months.ts";

const YEAR_LENGTH = "2024".length;

interface JumpDialogProps {
  months: readonly TimelineMonth[];
  onChoose: (month: string) => void;
  onClose: () => void;
}

/** The months of a list by years, each a button that leads there. */
export function JumpDialog({ months, onChoose, onClose }: JumpDialogProps) {
  const t = useTranslations("gallery");
  const monthName = new Intl.DateTimeFormat(t.locale, { month: "long", timeZone: "UTC" });
  const years = Map.groupBy(months, ({ month }) => month.slice(0, YEAR_LENGTH));
  return (
    <Modal isOpen onClose={onClose} title={t("jumpTo")} size="list">
      <div className="-mx-2 overflow-y-auto px-2">
        {[...years].map(([year, ofYear]) => (
          <section key={year} aria-label={year} className="mb-4">
            <h3 className="mb-1 text-sm font-semibold">{year}</h3>
            <ul className="grid grid-cols-2 gap-1 sm:grid-cols-3">
              {ofYear.map(({ month, count }) => (
                <li key={month}>
                  <button
                    type="button"
                    aria-label={nameOfPeriod(month, t.locale)}
                    className="flex min-h-11 w-full items-center justify-between gap-2 rounded-lg px-2 text-left text-sm hover:bg-raised"
                    onClick={() => onChoose(month)}
                  >
                    {monthName.format(new Date(`${month}-01T00:00:00Z`))}
                    <span className="tabular text-xs text-muted">{count.toLocaleString(t.locale)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Modal>
  );
}
