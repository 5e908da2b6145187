import { getTranslations } from "#app/_messages/get-translations.ts";
import type { RenditionsView } from "#lib/operations/get-renditions.ts";
import { Card } from "../../_components/card.tsx";

export async function RecipeCard({ view: { recipe } }: { view: RenditionsView }) {
  const t = await getTranslations("adminRenditions");
  return (
    <Card title={t("recipeVersion", { version: recipe.version })}>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="-mx-5 -mb-5 overflow-x-auto"
      >
        <table className="w-full text-sm">
          <thead>
            <tr className="border-y border-line text-left text-[0.8125rem] text-muted">
              <th scope="col" className="px-4 py-2 font-medium sm:px-5">
                {t("rendition")}
              </th>
              <th scope="col" className="px-2 py-2 sm:px-3 font-medium">
                {t("pixels")}
              </th>
              <th scope="col" className="px-2 py-2 sm:px-3 text-right font-medium">
                {t("quality")}
              </th>
              <th scope="col" className="px-4 py-2 font-medium sm:px-5">
                {t("animated")}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {recipe.renditions.map((rendition) => (
              <tr key={rendition.name}>
                <th scope="row" className="px-4 py-2.5 sm:px-5 text-left font-medium">
                  {rendition.name}{" "}
                  <span className="text-[0.8125rem] font-normal text-muted">
                    {toFormatNames([rendition.contentType])}
                  </span>
                  {rendition.onlyFor && (
                    <span className="block text-[0.8125rem] font-normal text-muted">
                      {t("onlyOf", { formats: toFormatNames(rendition.onlyFor) })}
                    </span>
                  )}
                </th>
                <td className="tabular px-2 py-2.5 sm:px-3">
                  <span className="whitespace-nowrap">
                    {rendition.width} × {rendition.height}
                  </span>{" "}
                  <span className="text-muted">{t(rendition.fit === "cover" ? "cropped" : "atMost")}</span>
                </td>
                <td className="tabular px-2 py-2.5 sm:px-3 text-right">{rendition.quality}</td>
                <td className="px-4 py-2.5 sm:px-5">{t(rendition.isAnimated ? "yes" : "no")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** "HEIC, TIFF" */
function toFormatNames(contentTypes: string[]): string {
  return contentTypes.map((type) => type.replace("image/", "").toUpperCase()).join(", ");
}
