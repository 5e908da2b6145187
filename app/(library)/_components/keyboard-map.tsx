"use client";

import { Fragment } from "react";
import type { Catalogue } from "#app/_messages/message.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { Modal } from "./modal.tsx";

type Name = keyof Catalogue["keyboard"];

/** What a key does, by the keys that do it. */
type KeyRow = readonly [action: Name, ...keys: string[]];

const groups: readonly { title: Name; rows: readonly KeyRow[] }[] = [
  {
    title: "everywhere",
    rows: [
      ["search", "/"],
      ["showKeys", "?"],
      ["close", "keyEsc"],
    ],
  },
  {
    title: "photos",
    rows: [
      ["go", "←", "→", "↑", "↓"],
      ["ends", "keyHome", "keyEnd"],
      ["jump", "G"],
      ["larger", "+"],
      ["smaller", "−"],
      ["open", "keyEnter"],
      ["select", "keySpace", "X"],
      ["selectTo", "keyShiftSpace", "keyShiftArrows"],
      ["selectAll", "keyCtrlA"],
      ["selectNone", "keyEsc"],
      ["move", "keyAltArrows"],
      ["trash", "keyDelete"],
    ],
  },
  {
    title: "onePhoto",
    rows: [
      ["previousNext", "←", "→"],
      ["enlarge", "Z"],
      ["moveEnlarged", "←", "→", "↑", "↓"],
      ["favourite", "L"],
      ["rotate", "R"],
      ["rotateBack", "keyShiftR"],
      ["details", "I"],
      ["download", "D"],
      ["fullScreen", "F"],
      ["slideshow", "S"],
      ["trash", "keyDelete"],
    ],
  },
];

/** Which keys do what. */
export function KeyboardMap({ onClose }: { onClose: () => void }) {
  const t = useTranslations("keyboard");
  return (
    <Modal isOpen onClose={onClose} title={t("title")} size="tall">
      {groups.map(({ title, rows }) => (
        <section key={title} className="mt-5 first-of-type:mt-0">
          <h3 className="text-sm font-semibold">{t(title)}</h3>
          <dl className="mt-1 grid grid-cols-[1fr_auto] text-sm">
            {rows.map(([action, ...keys]) => (
              <Fragment key={action}>
                <dt className="border-t border-line py-1.5 text-muted">{t(action)}</dt>
                <dd className="flex flex-wrap items-center justify-end gap-1 border-t border-line py-1.5">
                  {keys.map((key) => (
                    <kbd
                      key={key}
                      className="min-w-6 rounded-md border border-line bg-raised px-1.5 text-center font-sans text-xs leading-5 font-medium"
                    >
                      {t.has(key) ? t(key) : key}
                    </kbd>
                  ))}
                </dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
