import { createApp } from 'vue';
import App from './App.vue';
import { listen } from './model/keys.ts';
import { follow } from './model/live.ts';
import { router } from './model/router.ts';
import { applyTheme } from './model/settings.ts';

applyTheme();
listen();
void follow();
createApp(App).use(router).mount('#app');
