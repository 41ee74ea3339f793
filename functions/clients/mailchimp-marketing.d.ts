/** The package has no types; these are the parts of it that `clients/mailchimp.ts` calls. */
declare module '@mailchimp/mailchimp_marketing' {
  interface Member {
    readonly id: string;
    readonly status: string;
  }

  interface Lists {
    addListMember(listId: string, body: object, options?: { skipMergeValidation?: boolean }): Promise<Member>;
    setListMember(
      listId: string,
      hash: string,
      body: object,
      options?: { skipMergeValidation?: boolean },
    ): Promise<Member>;
    getListMember(listId: string, hash: string, options?: { fields?: string[] }): Promise<Member>;
    deleteListMember(listId: string, hash: string): Promise<unknown>;
  }

  interface Mailchimp {
    basePath: string;
    timeout: number;
    setConfig(config: { apiKey: string; server: string }): void;
    readonly lists: Lists;
  }

  const mailchimp: Mailchimp;
  export default mailchimp;
}
