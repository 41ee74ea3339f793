import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import App from './App.vue';
import ItemPage from './ItemPage.vue';
import ShortlistPage from './ShortlistPage.vue';
import './style.css';

const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: ShortlistPage },
    { path: '/items/:id', component: ItemPage, props: true },
  ],
});

createApp(App).use(router).mount('#app');
