"use client";

import { useEffect, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { inputClass } from "#app/_components/text-field.tsx";
import { useCombobox } from "#app/_components/use-combobox.ts";
import type { Language } from "#app/_messages/languages.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { nameCountry } from "#lib/places/country-name.ts";
import type { FoundPlaceView } from "#lib/places/place-api.ts";

const PAUSE_MS = 150;

/** Asks for a city by its name. */
export function PlaceInput({ onChoose }: { onChoose: (place: FoundPlaceView) => void }) {
  const t = useTranslations("places");
  const [text, setText] = useState("");
  const [isTyped, setTyped] = useState(false);
  const [places, setPlaces] = useState<FoundPlaceView[]>([]);
  const [problem, setProblem] = useState<string>();
  const combobox = useCombobox({ options: places, onChoose: choose, takesFirst: true });

  function choose(place: FoundPlaceView): void {
    setText(toPlaceName(place, t.language));
    setTyped(false);
    setPlaces([]);
    onChoose(place);
  }

  function type(typed: string): void {
    setText(typed);
    setTyped(true);
    setPlaces([]);
    setProblem(undefined);
    combobox.onType();
  }

  useEffect(() => {
    if (!isTyped || text.trim() === "") return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      callApi<{ places: FoundPlaceView[] }>(`/api/places?q=${encodeURIComponent(text)}`, { signal: abort.signal }).then(
        (answer) => {
          setPlaces(answer.places);
          setProblem(answer.places.length === 0 ? t("noCity") : undefined);
        },
        (error) => !abort.signal.aborted && setProblem(toErrorMessage(error)),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, isTyped, t]);

  return (
    <div className="relative">
      <input
        {...combobox.inputProps}
        value={text}
        onChange={(event) => type(event.target.value)}
        maxLength={200}
        aria-label={t("city")}
        placeholder={t("cityExample")}
        className={inputClass}
      />
      {combobox.isOpen && (
        <ul
          {...combobox.listProps}
          aria-label={t("cities")}
          className="absolute inset-x-0 top-full z-40 mt-1 max-h-56 overflow-y-auto rounded-xl border border-line bg-surface p-1.5 text-sm shadow-float"
        >
          {places.map((place, index) => (
            <li
              key={`${place.latitude} ${place.longitude}`}
              {...combobox.optionProps(index)}
              className="flex min-h-9 cursor-pointer items-center gap-2 rounded-lg px-2.5 touch-target hover:bg-raised aria-selected:bg-raised"
            >
              <span className="truncate">{place.city}</span>
              <span className="truncate text-xs text-muted">
                {[place.region, nameCountry(place.country ?? "", t.language)].filter(Boolean).join(", ")}
              </span>
            </li>
          ))}
        </ul>
      )}
      <ProblemLine message={problem} />
    </div>
  );
}

/** "Munich, Bavaria, Germany" */
export function toPlaceName({ city, region, country }: NonNullable<ImageView["place"]>, language: Language): string {
  return [...new Set([city, region, nameCountry(country ?? "", language)])].filter(Boolean).join(", ");
}
