'use strict';
module.exports = require('./temporary-folder.cjs').tearDown;
