"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { isModifiedClick } from "#app/_components/is-modified-click.ts";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

interface StepLinkProps {
  href: string;
  by: -1 | 1;
  onStep: (by: -1 | 1) => void;
}

const looks = {
  [-1]: { name: "previous", side: "left-1 sm:left-3", Icon: ChevronLeft },
  1: { name: "next", side: "right-1 sm:right-3", Icon: ChevronRight },
} as const;

/** Leads to the photo before or after. A finger sweeps instead, so that nothing lies on the photo there. */
export function StepLink({ href, by, onStep }: StepLinkProps) {
  const t = useTranslations("viewer");
  const { name, side, Icon } = looks[by];
  return (
    <Link
      href={href}
      replace
      aria-label={t(name)}
      onClick={(event) => {
        if (isModifiedClick(event)) return;
        event.preventDefault();
        onStep(by);
      }}
      className={`absolute top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-full bg-black/45 text-white/90 transition hover:bg-black/75 hover:text-white focus-visible:outline-white pointer-coarse:not-focus-visible:sr-only group-data-idle/viewer:opacity-0 ${side}`}
      data-controls="fading"
    >
      <Icon className="size-6" aria-hidden="true" />
    </Link>
  );
}
