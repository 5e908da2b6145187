import { join } from "node:path";
import { logIn } from "#tests/support/api-session.ts";
import { describeLibrary, digestLibrary } from "#tests/support/described-library.ts";
import { expect, openSession, registerPerson, test } from "#tests/support/fixtures.ts";
import { jpegWithExif, smallPhoto } from "#tests/support/image-factory.ts";
import { compareXmp, EXPORTS_FOLDER, expectedRows } from "#tests/support/shared-exports.ts";
import { dropPaths, haveImages, startImport } from "./library-steps.ts";

/* What the command does with exports of others and of its own, done in the browser. */

test("the pictures with XMP and IPTC that stay out of the repository come in as their table says", {
  tag: "@long",
}, async ({ page, signedIn: _, baseURL, person }) => {
  test.skip(expectedRows("xmp").length === 0, "The pictures are not at hand: set SKYLIGHT_EXPORTS to their folder.");
  test.setTimeout(180_000);
  await dropPaths(page, [join(EXPORTS_FOLDER, "xmp")]);
  await startImport(page);
  await expect(page.getByText(/\d+ photos described/)).toBeVisible({ timeout: 120_000 });
  const { found, expected } = compareXmp(await describeLibrary(await logIn(baseURL ?? "", person)));
  expect(found).toEqual(expected);
});

test(
  "what one account exports another one imports: the same library, stacks and saved searches too",
  {
    tag: "@long",
  },
  async ({ page, signedIn: _, api, baseURL, person, request, context }, testInfo) => {
    test.setTimeout(180_000);
    await page.addInitScript(() => Object.defineProperty(window, "showSaveFilePicker", { value: undefined }));
    const images = await haveImages(api, [await smallPhoto(1), await smallPhoto(2), await jpegWithExif()]);
    const [one, two, dated] = images.map(({ id }) => id) as [string, string, string];
    const post = async (path: string, data: object) => {
      const answer = await api.post(path, { data });
      expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
      return answer.json();
    };
    const { album } = await post("/api/albums", { name: "京都 / 春" });
    const { tag } = await post("/api/tags", { name: "旅/花見" });
    await post("/api/images/bulk", { action: "add_to_album", album: album.id, ids: [one, dated] });
    await post("/api/images/bulk", { action: "add_tag", tag: tag.id, ids: [two] });
    await post("/api/images/bulk", { action: "stack", ids: [one, two] });
    await post("/api/images/bulk", { action: "favourite", ids: [dated] });
    await api.patch(`/api/images/${one}`, { data: { caption: "桜\n🌸", takenAt: "1931-05-06T07:08:09" } });
    await post("/api/searches", { name: "花", query: `album=${album.id}&tag=${tag.id}` });
    await page.goto("/account");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export everything" }).click(),
    ]);
    const zip = testInfo.outputPath("export.zip");
    await download.saveAs(zip);

    const other = await registerPerson(request);
    await context.clearCookies();
    await openSession(page, other);
    await page.goto("/");
    await dropPaths(page, [zip]);
    await startImport(page);
    await expect(page.getByText(/\d+ photos? described/)).toBeVisible({ timeout: 60_000 });
    const [before, after] = [await logIn(baseURL ?? "", person), await logIn(baseURL ?? "", other)];
    expect(await digestLibrary(after)).toEqual(await digestLibrary(before));
    const { searches } = await (await after.fetch("/api/searches")).json();
    expect(searches).toMatchObject([{ name: "花", query: expect.stringMatching(/^album=\w{26}&tag=\w{26}$/) }]);
    const stacked = await (await after.fetch("/api/images?fields=stack")).json();
    expect(stacked.images.filter(({ stack }: { stack?: string }) => stack)).toHaveLength(2);
  },
);
