/**
 * AWS list prices in US dollars, us-east-1, on demand, without free tiers, as published on 2026-11-20. Sources:
 * https://aws.amazon.com/s3/pricing/, …/dynamodb/pricing/on-demand/, …/sqs/pricing/, …/lambda/pricing/
 */
export const awsPrices = {
  asOf: "2026-11-20",
  region: "us-east-1",
  s3GigabyteMonth: 0.023,
  s3ThousandWrites: 0.005,
  s3ThousandReads: 0.0004,
  dynamoDbMillionWrites: 0.625,
  dynamoDbMillionReads: 0.125,
  dynamoDbGigabyteMonth: 0.25,
  sqsMillionRequests: 0.4,
  lambdaGigabyteSecond: 0.0000133334,
  lambdaMillionRequests: 0.2,
} as const;
