"use client";

import { Fragment } from "react";
import { Modal } from "./modal.tsx";

/** What a key does, by the keys that do it. */
type KeyRow = readonly [action: string, ...keys: string[]];

const groups: readonly { title: string; rows: readonly KeyRow[] }[] = [
  {
    title: "Everywhere",
    rows: [
      ["Search", "/"],
      ["Show these keys", "?"],
      ["Close, go back", "Esc"],
    ],
  },
  {
    title: "Photos",
    rows: [
      ["Go from photo to photo", "←", "→", "↑", "↓"],
      ["First and last photo", "Home", "End"],
      ["Open", "Enter"],
      ["Select", "Space", "X"],
      ["Select up to here", "Shift + Space"],
      ["Move to the trash", "Delete"],
    ],
  },
  {
    title: "One photo",
    rows: [
      ["Previous and next", "←", "→"],
      ["Enlarge", "Z"],
      ["Favourite", "L"],
      ["Rotate", "R"],
      ["Rotate the other way", "Shift + R"],
      ["Details", "I"],
      ["Download", "D"],
      ["Full screen", "F"],
      ["Slideshow", "S"],
      ["Move to the trash", "Delete"],
    ],
  },
];

/** Which keys do what. */
export function KeyboardMap({ onClose }: { onClose: () => void }) {
  return (
    <Modal isOpen onClose={onClose} title="Keyboard shortcuts" size="tall">
      {groups.map(({ title, rows }) => (
        <section key={title} className="mt-5 first-of-type:mt-0">
          <h3 className="text-sm font-semibold">{title}</h3>
          <dl className="mt-1 grid grid-cols-[1fr_auto] items-center text-sm">
            {rows.map(([action, ...keys]) => (
              <Fragment key={action}>
                <dt className="border-t border-line py-1.5 text-muted">{action}</dt>
                <dd className="flex flex-wrap justify-end gap-1 self-stretch border-t border-line py-1.5">
                  {keys.map((key) => (
                    <kbd
                      key={key}
                      className="min-w-6 rounded-md border border-line bg-raised px-1.5 text-center font-sans text-xs leading-5 font-medium"
                    >
                      {key}
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
