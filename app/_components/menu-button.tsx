"use client";

import { type ComponentType, type ReactNode, type RefObject, useId, useRef, useState } from "react";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { toast } from "./toast.ts";
import { useIsInteractive } from "./use-is-interactive.ts";

/** What a menu knows of its button. */
export interface ButtonOfMenu {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  button: RefObject<HTMLButtonElement | null>;
}

interface MenuButtonProps<Props> {
  label: string;
  className: string;
  children: ReactNode;
  /** Fetches the menu, as soon as the button is pointed at or focused. */
  load: () => Promise<ComponentType<Props & ButtonOfMenu>>;
  /** What else the menu is given. */
  menu: Props;
}

/** A button that opens a menu, whose code a page does without until then. */
export function MenuButton<Props extends object>({ label, className, children, load, menu }: MenuButtonProps<Props>) {
  const isInteractive = useIsInteractive();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [Menu, setMenu] = useState<ComponentType<Props & ButtonOfMenu>>();
  const [isOpen, setOpen] = useState(false);

  function prepare(isAsked: boolean): void {
    if (Menu) return;
    load().then(
      (loaded) => setMenu(() => loaded),
      () => {
        setOpen(false);
        if (isAsked) toast.error(browserTranslations("problems")("unreachable"));
      },
    );
  }

  function toggle(open: boolean): void {
    prepare(true);
    setOpen(open);
  }

  return (
    <span className="relative inline-flex">
      <button
        ref={button}
        id={id}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={!isInteractive}
        className={className}
        onPointerEnter={() => prepare(false)}
        onFocus={() => prepare(false)}
        onClick={() => toggle(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          toggle(true);
        }}
      >
        {children}
      </button>
      {Menu && <Menu {...menu} isOpen={isOpen} onOpenChange={setOpen} button={button} />}
    </span>
  );
}
