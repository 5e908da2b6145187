declare module "@20minutes/s3rver" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  import type FilesystemStore from "@20minutes/s3rver/lib/stores/filesystem.js";

  interface KoaContext {
    state: Record<string, unknown>;
  }

  export default class S3rver {
    constructor(options: { directory: string; silent: boolean; vhostBuckets: boolean });
    middleware: ((context: KoaContext, next: () => Promise<void>) => Promise<void>)[];
    context: { store: FilesystemStore };
    store: FilesystemStore;
    on(event: "error", listener: (error: unknown) => void): this;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }
}

declare module "@20minutes/s3rver/lib/stores/filesystem.js" {
  import type { Readable } from "node:stream";

  export interface StoredContent {
    bucket: string;
    key: string;
    content: Readable;
    metadata: Record<string, string>;
  }

  export default class FilesystemStore {
    constructor(rootDirectory: string);
    getBucket(bucket: string): Promise<object | null>;
    putBucket(bucket: string): Promise<object>;
    getBucketPath(bucket: string): string;
    getResourcePath(bucket: string, key: string | undefined, resource: string): string;
    listObjects(
      bucket: string,
      options: { prefix: string; delimiter: string; startAfter: string; maxKeys: number },
    ): Promise<{
      objects: { key: string; size: number; lastModifiedDate: Date; metadata: Record<string, string> }[];
      commonPrefixes: string[];
      isTruncated: boolean;
    }>;
    /** With etag, last-modified and content-length. @throws ENOENT */
    getMetadata(bucket: string, key: string): Promise<Record<string, string>>;
    existsObject(bucket: string, key: string): Promise<boolean>;
    putMetadata(bucket: string, key: string, metadata: Record<string, string>, md5: string): Promise<void>;
    putObject(object: StoredContent): Promise<{ size: number; md5: string }>;
    deleteObject(bucket: string, key: string): Promise<void>;
  }
}

declare module "@20minutes/s3rver/lib/models/error.js" {
  export default class S3Error extends Error {
    constructor(code: string, message: string, detail?: Record<string, string>);
    code: string;
    status: number;
    toXML(): string;
  }
}
