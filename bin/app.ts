import { App } from 'aws-cdk-lib';
import { ShortlistChanged } from '../functions/events/shortlist-changed.ts';
import { GatewayChanges } from '../gateway/changes/construct.ts';
import { GatewayFunction } from '../gateway/construct.ts';
import { CompanyApis, PenstockStack, settingsFrom, TableNotices, tokensOf } from '../lib/index.ts';
import { Auth0UserChanged } from '../workflows/auth0-user-changed/index.ts';
import { Auth0UserToMailchimp } from '../workflows/auth0-user-to-mailchimp/index.ts';
import { InventoryToAlgolia } from '../workflows/inventory-to-algolia/index.ts';
import { ProviderChanged } from '../workflows/provider-changed/index.ts';

/** The workflows that are deployed: to add one, add its line. */
const WORKFLOWS = [InventoryToAlgolia, Auth0UserToMailchimp, ProviderChanged, Auth0UserChanged];

/** Set here and not in cdk.json, so that the template is the same whether the CDK's CLI or anything else runs this file. */
const FEATURE_FLAGS = {
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:checkSecretUsage': true,
};

const app = new App({ context: FEATURE_FLAGS });
const settings = settingsFrom((name) => app.node.tryGetContext(name));
const stack = new PenstockStack(app, 'Penstock', settings, WORKFLOWS);
const apis = new CompanyApis(stack, 'Apis', stack.tables, tokensOf(settings));
new GatewayFunction(stack, 'Gateway', {
  name: `${stack.stackName}-gateway`,
  environment: { ...apis.urls, GHOST_URL: settings.ghostUrl, GHOST_CONTENT_KEY: settings.ghostContentKey },
  auth: tokensOf(settings),
  allowedOrigins: settings.pageOrigins,
});
// Pages watch a shortlist through the gateway's server: table → bus → queue → SSE.
if (settings.followChanges) {
  new TableNotices(stack, 'ShortlistNotices', {
    name: 'shortlist-notices',
    table: stack.tables.shortlists,
    bus: stack.systemBus,
    event: ShortlistChanged,
    key: 'shortlistId',
  });
  new GatewayChanges(stack, 'GatewayChanges', { bus: stack.systemBus });
}
app.synth();
