import { validation } from '../errors.ts';
import { checkEndpoint } from './endpoint.ts';

interface Parameter {
  Key: string;
  Value: string;
  IsValueSecret?: boolean;
}

export interface HttpParameters {
  HeaderParameters?: Parameter[];
  QueryStringParameters?: Parameter[];
  BodyParameters?: Parameter[];
}

export interface AuthParameters {
  BasicAuthParameters?: { Username: string; Password?: string };
  ApiKeyAuthParameters?: { ApiKeyName: string; ApiKeyValue?: string };
  OAuthParameters?: {
    ClientParameters: { ClientID: string; ClientSecret?: string };
    AuthorizationEndpoint: string;
    HttpMethod: 'GET' | 'POST' | 'PUT';
    OAuthHttpParameters?: HttpParameters;
  };
  InvocationHttpParameters?: HttpParameters;
}

const BLOCKS = {
  BASIC: 'BasicAuthParameters',
  API_KEY: 'ApiKeyAuthParameters',
  OAUTH_CLIENT_CREDENTIALS: 'OAuthParameters',
} as const;

const blockOf = (type: string): (typeof BLOCKS)[keyof typeof BLOCKS] | undefined =>
  Object.entries(BLOCKS).find(([kind]) => kind === type)?.[1];

/** @throws AwsError if the parameters are not those of the kind, or the authorization server is not reached by HTTPS */
export function checkAuthorization(type: string, auth: AuthParameters): void {
  const block = blockOf(type);
  if (block && !auth[block]) throw validation(`Parameter ${block} is not valid. Reason: Missing required field(s)`);
  checkEndpoint('AuthorizationEndpoint', auth.OAuthParameters?.AuthorizationEndpoint);
}

/** What remains of the parameters when a connection changes its kind. */
export function ofKind(type: string, auth: AuthParameters): AuthParameters {
  const block = blockOf(type);
  const { InvocationHttpParameters } = auth;
  return { ...(block && { [block]: auth[block] }), ...(InvocationHttpParameters && { InvocationHttpParameters }) };
}

/** The secret as EventBridge writes it. */
export function secretOf(auth: AuthParameters): Record<string, unknown> {
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: key, OAuthParameters: oauth } = auth;
  return {
    ...(basic && { username: basic.Username, password: basic.Password }),
    ...(key && { api_key_name: key.ApiKeyName, api_key_value: key.ApiKeyValue }),
    ...(oauth && {
      client_id: oauth.ClientParameters.ClientID,
      client_secret: oauth.ClientParameters.ClientSecret,
      authorization_endpoint: oauth.AuthorizationEndpoint,
      http_method: oauth.HttpMethod,
      ...(oauth.OAuthHttpParameters && { oauth_http_parameters: httpSecret(oauth.OAuthHttpParameters) }),
    }),
    ...(auth.InvocationHttpParameters && { invocation_http_parameters: httpSecret(auth.InvocationHttpParameters) }),
  };
}

const httpSecret = (parameters: HttpParameters) => ({
  header_parameters: parameters.HeaderParameters?.map(parameterSecret),
  query_string_parameters: parameters.QueryStringParameters?.map(parameterSecret),
  body_parameters: parameters.BodyParameters?.map(parameterSecret),
});

const parameterSecret = ({ Key, Value, IsValueSecret }: Parameter) => ({
  key: Key,
  value: Value,
  is_value_secret: IsValueSecret ?? false,
});
