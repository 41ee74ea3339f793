/** Follows `NextToken` where the SDK has no paginator; a page may be empty and yet not be the last. */
export async function* pages<P extends { readonly NextToken?: string | undefined }>(
  ask: (token: { readonly NextToken?: string }) => Promise<P>,
): AsyncGenerator<P> {
  let token: string | undefined;
  do {
    const page = await ask(token ? { NextToken: token } : {});
    yield page;
    token = page.NextToken;
  } while (token);
}
