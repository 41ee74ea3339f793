import { InventoryRepository } from '../../repositories/inventory.ts';
import { setting } from '../../settings.ts';
import { asLambda } from '../adapters.ts';
import { inventoryRoutes } from '../inventory.ts';
import { router } from '../router.ts';

export const handler = asLambda(
  router(inventoryRoutes(new InventoryRepository({ table: setting('INVENTORY_TABLE') }))),
);
