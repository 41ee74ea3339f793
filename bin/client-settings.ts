/** For the AWS SDK's clients against a runtime on this machine: any credentials will do. */
export function clientSettings(endpoint: string, region = 'us-east-1') {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
