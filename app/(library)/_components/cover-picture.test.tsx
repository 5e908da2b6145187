import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CoverPicture } from "./cover-picture.tsx";

const renditions = { medium: { url: "https://example.com/medium.webp", width: 512, height: 384 } };
/** Of a photo, its preview. */
const thumbhash = "1QcSHQRnh493V4dIh4eXh1h4kJUI";

test("a cover lies on its blurred preview, or on a checkerboard where something shows through it", () => {
  const photo = renderToStaticMarkup(<CoverPicture image={{ renditions, thumbhash }} />);
  expect(photo).toContain("background-image:url(data:");
  expect(photo).not.toContain("checkerboard");
  const logo = renderToStaticMarkup(<CoverPicture image={{ renditions, thumbhash, transparent: true }} />);
  expect(logo).toContain("checkerboard");
  // A preview would stay behind the shape for ever.
  expect(logo).not.toContain("background-image");
});
