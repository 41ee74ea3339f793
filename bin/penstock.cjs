#!/usr/bin/env node
'use strict';
require('./node24.cjs')(require('node:path').join(__dirname, 'penstock.ts'), process.argv.slice(2));
