import { join } from 'node:path';
import { defineSource } from '../../declare.ts';

/** Two sources that nobody needs, with one of everything that the gateway promises: the tests' playground. */
export const shop = (folder: string) =>
  defineSource({
    name: 'shop',
    url: { env: 'LAB_SHOP_URL', local: 'http://shop.test' },
    document: join(folder, 'shop.yaml'),
    operations: {
      listProducts: { as: 'products' },
      getProduct: { as: 'product' },
      searchProducts: { as: 'search', kind: 'query', unwrap: 'hits' },
      listMedia: { as: 'media' },
      countProducts: { as: 'count' },
      createProduct: {},
      deleteProduct: {},
    },
    types: {
      Product: {
        many: { operation: 'productsByIds', keys: 'ids', max: 4 },
        lookup: { one: 'productById', many: 'productsByIds' },
        links: { maker: { to: 'Person', by: 'makerId' }, related: { to: 'Product', by: 'relatedIds' } },
      },
      Size: { links: { measurer: { to: 'Person', by: 'measuredBy' } } },
      Photo: { links: { photographer: { to: 'Person', by: 'byId' } } },
    },
    retries: 0,
  });

export const people = (folder: string) =>
  defineSource({
    name: 'people',
    url: { env: 'LAB_PEOPLE_URL', local: 'http://people.test/v1' },
    document: join(folder, 'people.yaml'),
    operations: { getPerson: { as: 'person' }, getPet: { as: 'pet' }, renamePerson: {} },
    types: {
      Person: {
        many: { operation: 'peopleByIds', keys: 'ids', rows: 'people', max: 5 },
        links: {
          boss: { to: 'Person', by: 'bossId' },
          house: { to: 'House', by: 'houseId' },
          products: {
            to: 'Product',
            by: 'id',
            through: { source: 'shop', operation: 'productsByMakers', keys: 'makers', on: 'makerId', max: 3 },
          },
        },
      },
      House: {
        one: { operation: 'getHouse', parameter: 'id', concurrency: 2 },
        links: { keeper: { to: 'Person', by: 'keeperId' } },
      },
      Dog: { links: { walker: { to: 'Person', by: 'walkerId' } } },
    },
    retries: 0,
  });

export const labSources = (folder = import.meta.dirname) => [shop(folder), people(folder)];
