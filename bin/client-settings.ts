/** For the AWS SDK's clients against a runtime on this machine: any credentials will do. */
export function clientSettings(endpoint: string, region = 'us-east-1') {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // The SDK would put `sync-` before the host of StartSyncExecution and TestState, also before 127.0.0.1.
    disableHostPrefix: true,
  };
}
