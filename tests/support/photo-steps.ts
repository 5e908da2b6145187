import type { User } from "#lib/accounts/user.ts";
import type { BulkRequest } from "#lib/bulk/bulk-api.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import type { TestServices } from "./test-services.ts";
import { beginNewUpload, makeReady, someFile } from "./upload-steps.ts";

/** What users do to have photos, change many of them and list them, on a cloud that a file of tests shares. */
export function photoSteps(world: Pick<TestServices, "services">) {
  return {
    /** A photo taken at a local time. */
    async readyImage(user: User, takenAt: string) {
      const { image } = await beginNewUpload(world.services, user, someFile());
      return makeReady(world.services, image, takenAt);
    },

    /** The ids of the photos that match, newest first unless `options` say otherwise. */
    async listIds(user: User, filters: Parameters<typeof fromApiQuery>[0], options = {}) {
      const { images } = await listImages(world.services, user, {
        query: fromApiQuery(filters),
        limit: 100,
        ...options,
      });
      return images.map(({ id }) => id);
    },

    change: (user: User, request: Partial<BulkRequest>) => changeImages(world.services, user, request as BulkRequest),
  };
}
