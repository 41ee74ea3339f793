import { mailingList } from '../../functions/clients/mailchimp.ts';
import { consume } from '../../functions/consume/consume.ts';
import { MemberLinks } from '../../functions/repositories/member-links.ts';
import { setting } from '../../functions/settings.ts';
import { CreateOnlyList } from '../../functions/targets/create-only.ts';
import { applying } from './apply.ts';
import { auth0UserEvent, userIdOf } from './contract.ts';
import { foreseeing } from './foresee.ts';

export const handler = consume({
  contract: auth0UserEvent,
  identify: ({ userId, occurredAt }) => ({ key: userId, occurredAt }),
  keyOf: userIdOf,
  apply: async () => {
    const links = new MemberLinks(setting('MEMBER_LINKS_TABLE'));
    return applying(links, new CreateOnlyList(await mailingList(), links));
  },
  foresee: async () => foreseeing(new MemberLinks(setting('MEMBER_LINKS_TABLE')), await mailingList()),
});
