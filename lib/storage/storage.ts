import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { AwsSettings } from "#lib/config.ts";

export interface Storage {
  client: S3Client;
  bucket: string;
}

/** `connection` is another way than the network. */
export function createStorage(
  settings: AwsSettings & { bucket: string; s3PathStyle: boolean },
  connection: Pick<S3ClientConfig, "requestHandler" | "signer"> = {},
): Storage {
  return {
    client: new S3Client({
      ...connection,
      region: settings.region,
      forcePathStyle: settings.s3PathStyle,
      maxAttempts: 4,
      // Engines other than S3 do not know the SDK's default CRC32 trailers; uploads carry their SHA-256 anyway.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    }),
    bucket: settings.bucket,
  };
}
