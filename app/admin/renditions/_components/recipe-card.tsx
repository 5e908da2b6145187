import type { RenditionsView } from "#lib/operations/get-renditions.ts";
import { Card } from "../../_components/card.tsx";

export function RecipeCard({ view: { recipe } }: { view: RenditionsView }) {
  return (
    <Card title={`Recipe ${recipe.version}`}>
      <div className="-mx-5 -mb-5 overflow-x-auto">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-y border-line text-left text-[0.8125rem] text-muted">
              <th scope="col" className="px-4 py-2 font-medium sm:px-5">
                Rendition
              </th>
              <th scope="col" className="px-2 py-2 sm:px-3 font-medium">
                Pixels
              </th>
              <th scope="col" className="px-2 py-2 sm:px-3 text-right font-medium">
                Quality
              </th>
              <th scope="col" className="px-4 py-2 font-medium sm:px-5">
                Animated
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
                      of {toFormatNames(rendition.onlyFor)} only
                    </span>
                  )}
                </th>
                <td className="tabular px-2 py-2.5 sm:px-3">
                  <span className="whitespace-nowrap">
                    {rendition.width} × {rendition.height}
                  </span>{" "}
                  <span className="text-muted">{rendition.fit === "cover" ? "cropped" : "at most"}</span>
                </td>
                <td className="tabular px-2 py-2.5 sm:px-3 text-right">{rendition.quality}</td>
                <td className="px-4 py-2.5 sm:px-5">{rendition.isAnimated ? "yes" : "no"}</td>
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
