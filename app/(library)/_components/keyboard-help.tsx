"use client";

import { useEffect, useState } from "react";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { isKeyTaken } from "./is-key-taken.ts";
import { loadWhenShown } from "./load-when-shown.tsx";

const KeyboardMap = loadWhenShown(() =>
  withLateMessages(() => import("./keyboard-map.tsx")).then((map) => map.KeyboardMap),
);

const requests = new EventTarget();

/** Shows which keys do what, as the key "?" does. */
export function openKeyboardMap(): void {
  requests.dispatchEvent(new Event("open"));
}

/** The list of keyboard shortcuts, loaded when first opened. */
export function KeyboardHelp() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = () => setOpen(true);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "?" || isKeyTaken(event)) return;
      event.preventDefault();
      open();
    };
    requests.addEventListener("open", open);
    window.addEventListener("keydown", onKeyDown);
    return () => {
      requests.removeEventListener("open", open);
      window.removeEventListener("keydown", onKeyDown);
    };
  }, []);
  if (!isOpen) return null;
  const close = () => setOpen(false);
  return <KeyboardMap onNotLoaded={close} onClose={close} />;
}
