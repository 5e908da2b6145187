import { S3Client } from "@aws-sdk/client-s3";
import type { AwsSettings } from "#lib/config.ts";

export interface Storage {
  client: S3Client;
  bucket: string;
}

export function createStorage(settings: AwsSettings & { bucket: string; s3PathStyle: boolean }): Storage {
  return {
    client: new S3Client({
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
