/*! Tsubame's search in elasticlunr indices, MIT OR Apache-2.0 */
// Where a page, a module or a loader finds the library; its parts are put into the middle.
(function (scope, make) {
  if (typeof define === "function" && define.amd) define(make);
  else if (typeof module === "object" && module.exports) module.exports = make();
  // The second name is what plug-ins for further languages look for.
  else scope.elasticlunr = scope.lunr = make();
})(typeof self === "object" ? self : this, function () {
  "use strict";
  /* parts */
  return elasticlunr;
});
