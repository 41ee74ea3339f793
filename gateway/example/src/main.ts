import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import App from './App.vue';
import { CLIENT, createClient } from './client';
import ItemPage from './pages/ItemPage.vue';
import ShortlistPage from './pages/ShortlistPage.vue';
import { loadSettings } from './settings';
import './style.css';

const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: ShortlistPage },
    { path: '/items/:id', component: ItemPage, props: true },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

const settings = await loadSettings();
createApp(App).use(router).provide(CLIENT, createClient(settings)).mount('#app');
