"use client";

import { useEffect, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { SuggestionList } from "#app/_components/suggestion-list.tsx";
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
      <SuggestionList
        combobox={combobox}
        label={t("cities")}
        options={places}
        keyOf={({ latitude, longitude }) => `${latitude} ${longitude}`}
      >
        {(place) => (
          <>
            <span className="truncate">{place.city}</span>
            <span className="truncate text-xs text-muted">
              {[place.region, nameCountry(place.country ?? "", t.language)].filter(Boolean).join(", ")}
            </span>
          </>
        )}
      </SuggestionList>
      <ProblemLine message={problem} />
    </div>
  );
}

/** "Munich, Bavaria, Germany" */
export function toPlaceName({ city, region, country }: NonNullable<ImageView["place"]>, language: Language): string {
  return [...new Set([city, region, nameCountry(country ?? "", language)])].filter(Boolean).join(", ");
}
