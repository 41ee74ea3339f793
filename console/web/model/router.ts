import { createRouter, createWebHistory } from 'vue-router';

/** Every view has its address, filters and selections included, so that it can be sent to somebody. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: '/',
      name: 'workflows',
      component: () => import('../pages/WorkflowsPage.vue'),
      meta: { title: 'Workflows' },
    },
    {
      path: '/workflows/:workflow',
      name: 'workflow',
      component: () => import('../pages/WorkflowPage.vue'),
      props: true,
      meta: { title: 'Workflow', within: 'workflows' },
    },
    {
      path: '/landscape',
      name: 'landscape',
      component: () => import('../pages/LandscapePage.vue'),
      meta: { title: 'Landscape' },
    },
    {
      path: '/executions',
      name: 'executions',
      component: () => import('../pages/ExecutionsPage.vue'),
      meta: { title: 'Executions' },
    },
    {
      path: '/executions/:arn',
      name: 'execution',
      component: () => import('../pages/ExecutionPage.vue'),
      props: true,
      meta: { title: 'Execution', within: 'executions' },
    },
    {
      path: '/dead-letters',
      name: 'dead-letters',
      component: () => import('../pages/DeadLettersPage.vue'),
      meta: { title: 'Dead letters' },
    },
    {
      path: '/:rest(.*)*',
      name: 'nowhere',
      component: () => import('../pages/NowherePage.vue'),
      meta: { title: 'No such page' },
    },
  ],
});

router.afterEach((to) => {
  const of = to.params.workflow ?? to.query.workflow;
  document.title = [typeof of === 'string' && of, to.meta.title, 'Penstock'].filter(Boolean).join(' · ');
});
