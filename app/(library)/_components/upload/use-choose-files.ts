import { useLibrary } from "../library-context.ts";
import { acceptPictures } from "./upload-limits.ts";

/** What opens the browser's dialog for photos, or for a folder, and uploads what is chosen. Must be called from a press. */
export function useChooseFiles(): { choosePhotos: () => void; chooseFolder: () => void } {
  const { limits, uploadFiles } = useLibrary();

  function choose(how: Partial<Pick<HTMLInputElement, "accept" | "webkitdirectory">>): void {
    const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, ...how });
    input.addEventListener("change", () => {
      uploadFiles([...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    });
    input.click();
  }

  return {
    choosePhotos: () => choose({ accept: `${acceptPictures(limits)},.zip` }),
    chooseFolder: () => choose({ webkitdirectory: true }),
  };
}
