"use client";

import { Grid2x2, Grid3x3, type LucideIcon, Square } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { menuClass } from "#app/_components/menu-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { chooseDensity, chosenDensity, useDensity } from "../../_components/gallery/layout/chosen-density.ts";
import { type Density, densities, parseDensity } from "../../_components/gallery/layout/density.ts";

const icons: Record<Density, LucideIcon> = { small: Grid3x3, medium: Grid2x2, large: Square };

/** The choice of how large photos are drawn on this device, side by side in a menu, which stays open to see it. */
export function DensityItems() {
  const t = useTranslations("library");
  const density = useDensity(chosenDensity());
  return (
    <>
      <DropdownMenu.Label className={menuClass.label}>{t("photoSize")}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup
        value={density}
        onValueChange={(value) => chooseDensity(parseDensity(value))}
        aria-label={t("photoSize")}
        className="flex gap-1"
      >
        {densities.map((value) => {
          const Icon = icons[value];
          return (
            <DropdownMenu.RadioItem
              key={value}
              value={value}
              onSelect={(event) => event.preventDefault()}
              className={`${menuClass.item} grow justify-center data-[state=checked]:bg-accent-soft data-[state=checked]:font-medium data-[state=checked]:text-accent`}
            >
              <Icon className="size-4" aria-hidden="true" />
              {t(value)}
            </DropdownMenu.RadioItem>
          );
        })}
      </DropdownMenu.RadioGroup>
    </>
  );
}
