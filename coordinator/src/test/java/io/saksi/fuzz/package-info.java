/**
 * A small fuzzer of our own: valid inputs that Saksi's own writers made, damaged by seed, are given
 * to every parser that reads from the network or from disk ({@code docs/fuzzing.md}). The same seed
 * gives the same inputs on every machine.
 */
package io.saksi.fuzz;
