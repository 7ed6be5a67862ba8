package search

// Fold is fold, for the tests that compare it with the script's.
var Fold = fold
