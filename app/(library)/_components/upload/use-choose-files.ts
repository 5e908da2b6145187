import { useLibrary } from "../library-context.ts";
import { acceptPictures } from "./upload-limits.ts";

/** Opens the browser's file or folder dialog and uploads the selection. Must be called from a user gesture. */
export function useChooseFiles(): Record<"choosePhotos" | "chooseFolder" | "chooseExport", () => void> {
  const { limits, uploading } = useLibrary();

  function choose(how: Partial<Pick<HTMLInputElement, "accept" | "webkitdirectory">>): void {
    const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, ...how });
    input.addEventListener("change", () => {
      uploading.uploadFiles(
        [...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })),
      );
      input.remove();
    });
    input.addEventListener("cancel", () => input.remove());
    // Safari on phones may not report the choice of an input that is in no document.
    input.hidden = true;
    document.body.append(input);
    input.click();
  }

  return {
    choosePhotos: () => choose({ accept: `${acceptPictures(limits)},.zip` }),
    chooseFolder: () => choose({ webkitdirectory: true }),
    // Telephones know files by type rather than by name.
    chooseExport: () => choose({ accept: ".zip,application/zip,application/x-zip-compressed" }),
  };
}
